/** What setup.cfg says of a package is moved from where it is, once what was built of it is shown and what is shown otherwise confirmed. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open, text, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'setup.cfg');
  const entry = await bulb(page, '[metadata]', "Move the package's metadata into [project] of pyproject.toml");
  await shot(page, 'offered');
  await entry.click();
  const asked = notification(page, 'Apply it?');
  await asked.waitFor({ timeout: 200_000 });
  const question = await asked.innerText();
  await asked.getByRole('button', { name: 'Show evidence' }).click();
  const view = webview(page);
  await view.getByText('wheel and source distribution').first().waitFor();
  await shot(page, 'evidence');
  const evidence = await view.locator('body').innerText();
  await view.getByRole('button', { name: 'Apply' }).click();
  await notification(page, /applied to .*pyproject\.toml/).waitFor();
  await shot(page, 'applied');
  await open(page, 'setup.cfg');
  await text(page, '[flake8]').waitFor();
  const kept = await buffer(page);
  await open(page, 'pyproject.toml');
  await text(page, '[project]').waitFor();
  return { question, evidence, kept, after: await buffer(page) };
});
