/** What setup.cfg says of a package is moved from where it is, once what was built of it is shown and what is shown otherwise confirmed. */
import { play } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, moved, open, text } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  const title = "Move the package's metadata into [project] of pyproject.toml";
  const said = await moved(
    page,
    'setup.cfg',
    '[metadata]',
    title,
    'wheel and source distribution',
    /applied to .*pyproject\.toml/,
  );
  await open(page, 'setup.cfg');
  await text(page, '[flake8]').waitFor();
  const kept = await buffer(page);
  await open(page, 'pyproject.toml');
  await text(page, '[project]').waitFor();
  return { ...said, kept, after: await buffer(page) };
});
