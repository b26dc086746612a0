/** From the hover over an error to what the verified change rests on: each check with its command, and how to get there. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import {
  command,
  hover,
  input,
  lens,
  notification,
  open,
  status,
  text,
  webview,
  words,
} from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  const first = await steps(page);
  await open(page, 'mean.py');
  await page.locator('.squiggly-error').first().waitFor();
  const link = (await hover(page)).getByRole('link', { name: 'Fix it' });
  await link.waitFor();
  await shot(page, 'hover');
  await link.click();
  await notification(page, 'verified: ').waitFor();
  const above = lens(page, 'verified: ');
  const said = await words(above);
  await above.click();
  const view = webview(page);
  await view.getByText('mypy').first().waitFor();
  await shot(page, 'evidence');
  const found = await view.locator('body').innerText();

  // asked for again, it stays as it is where nothing changed of it
  await view.locator('body').evaluate((body) => body.setAttribute('data-marked', ''));
  await text(page, 'def mean').click();
  await status(page).click();
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'Show evidence' }).waitFor();
  const menu = await page.locator('.quick-input-widget').innerText();
  await shot(page, 'status');
  await input(page).fill('evidence');
  await page.keyboard.press('Enter');
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

  const last = await steps(page);
  await shot(page, 'walkthrough');
  return { text: found, said, menu, stays, steps: [first, last] };
});

/** Which steps of the walkthrough are done. @param {import('playwright-core').Page} page */
async function steps(page) {
  await command(page, 'Welcome: Open Walkthrough');
  await page.locator('.quick-input-list .monaco-list-row', { hasText: 'The first five minutes with Assay' }).click();
  await page.locator('.getting-started-step .step-title', { hasText: 'Look at the evidence' }).waitFor();
  await page.waitForTimeout(500);
  return page
    .locator('.getting-started-step')
    .evaluateAll((all) => all.map((each) => each.querySelector('.codicon-getting-started-step-checked') !== null));
}
