/** The configuration of ESLint is moved from where it is, once what it was put to is shown and the deletion confirmed. */
import { play } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, moved, text } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  const title = 'Move the configuration of ESLint to eslint.config.mjs';
  const made = 'eslint.config.mjs';
  const said = await moved(page, '.eslintrc.json', '"root"', title, made, /applied to .*eslint\.config\.mjs/);
  const rows = page.locator('.explorer-folders-view .monaco-list-row');
  const left = await rows.filter({ hasText: '.eslintrc.json' }).count();
  await rows.filter({ hasText: 'eslint.config.mjs' }).dblclick();
  await text(page, 'defineConfig').first().waitFor();
  return { ...said, gone: left === 0, after: await buffer(page) };
});
