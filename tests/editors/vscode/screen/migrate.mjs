/** A migration is offered where the configuration is, shown as a comparison with its evidence, and made from there. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open, text, webview } from '../../../../scripts/lib/workbench/person.mjs';

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
  return { question, evidence, gone, after: await buffer(page) };
});
