/** What a verified change rests on is shown: each check with its command, and the change beside what was there. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, lens, notification, open, text, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'mean.py');
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  await notification(page, 'verified: ').waitFor();
  await lens(page, 'verified: ').click();
  const view = webview(page);
  await view.getByText('mypy').first().waitFor();
  await shot(page, 'evidence');
  const found = await view.locator('body').innerText();

  // asked for again, it stays as it is where nothing changed of it
  await view.locator('body').evaluate((body) => body.setAttribute('data-marked', ''));
  await text(page, 'def mean').click();
  await command(page, 'Assay: Show Evidence of This File');
  await page.locator('.tab.active.selected', { hasText: 'Evidence: mean.py' }).waitFor();
  await page.waitForTimeout(1_000);
  const stays = await view.locator('body[data-marked]').count();

  // and comes forward where something else hides it
  await page.keyboard.press('Control+2');
  await open(page, 'test_mean.py');
  await page.locator('iframe.webview.ready').first().waitFor({ state: 'hidden' });
  await page.keyboard.press('Control+1');
  await lens(page, 'verified: ').click();
  await view.getByText('mypy').first().waitFor();
  await shot(page, 'forward');
  return { text: found, stays };
});
