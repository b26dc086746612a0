/** A migration is offered where the configuration is, shown as a comparison with its evidence, and made from there. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open, text, theme, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'pytest.ini');
  const entry = await bulb(page, '[pytest]', 'Move the configuration of pytest');
  await shot(page, 'offered');
  await entry.click();
  const asked = notification(page, 'Apply it?');
  await asked.waitFor();
  const question = await asked.innerText();
  await shot(page, 'asked');
  await asked.getByRole('button', { name: 'Show evidence' }).click();
  const view = webview(page);
  await view.getByText('pytest configuration').first().waitFor();
  await shot(page, 'evidence');
  const evidence = await view.locator('body').innerText();

  // every button is reached by the keyboard alone, in the order of the page, says what it does, and is seen in high contrast
  const names = await view.getByRole('button').allInnerTexts();
  const tree = await view.locator('body').ariaSnapshot();
  await view.locator('h1').first().click();
  const reached = /** @type {string[]} */ ([]);
  for (const _ of names) {
    await page.keyboard.press('Tab');
    reached.push(await view.locator(':focus').innerText());
  }
  await theme(page, 'Dark High Contrast');
  await shot(page, 'high-contrast');
  const borders = await view
    .getByRole('button', { name: 'Apply' })
    .evaluate((each) => [getComputedStyle(each).borderColor, getComputedStyle(each).backgroundColor]);
  await view.getByRole('button', { name: 'pyproject.toml' }).click();
  await text(page, '[tool.pytest.ini_options]').waitFor();
  await shot(page, 'comparison');
  await view.getByRole('button', { name: 'Apply' }).click();
  await notification(page, 'applied to pyproject.toml, pytest.ini').waitFor();
  await view.getByRole('button', { name: 'Apply' }).waitFor({ state: 'detached' });
  await shot(page, 'applied');
  const gone = (await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'pytest.ini' }).count()) === 0;
  await open(page, 'pyproject.toml');
  await text(page, '[tool.pytest.ini_options]').waitFor();
  return { question, evidence, names, tree, reached, borders, gone, after: await buffer(page) };
});
