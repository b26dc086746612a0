/** The configuration of ESLint is moved from where it is, once what it was put to is shown and the deletion confirmed. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open, text, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, '.eslintrc.json');
  const entry = await bulb(page, '"root"', 'Move the configuration of ESLint to eslint.config.mjs');
  await shot(page, 'offered');
  await entry.click();
  const asked = notification(page, 'Apply it?');
  await asked.waitFor({ timeout: 200_000 });
  const question = await asked.innerText();
  await asked.getByRole('button', { name: 'Show evidence' }).click();
  const view = webview(page);
  await view.getByText('eslint.config.mjs').first().waitFor();
  await shot(page, 'evidence');
  const evidence = await view.locator('body').innerText();
  await view.getByRole('button', { name: 'Apply' }).click();
  await notification(page, /applied to .*eslint\.config\.mjs/).waitFor();
  await shot(page, 'applied');
  const rows = page.locator('.explorer-folders-view .monaco-list-row');
  const left = await rows.filter({ hasText: '.eslintrc.json' }).count();
  await rows.filter({ hasText: 'eslint.config.mjs' }).dblclick();
  await text(page, 'defineConfig').first().waitFor();
  return { question, evidence, gone: left === 0, after: await buffer(page) };
});
