/** Tests are drafted of the function at the cursor, from the palette; elsewhere it says where the cursor has to be. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, notification, open, text, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'fares.py');
  const offered = await (await bulb(page, 'def fare', 'Draft tests of fare')).innerText();
  await shot(page, 'offered');
  await page.keyboard.press('Escape');
  await text(page, 'Fares').click();
  await command(page, 'Assay: Draft Tests of the Function at the Cursor');
  await notification(page, 'Put the cursor on the line that begins a public function').waitFor();
  await text(page, 'def fare').click();
  await command(page, 'Assay: Draft Tests of the Function at the Cursor');
  await notification(page, 'Assay: Draft tests of fare').waitFor();
  await shot(page, 'running');
  const said = notification(page, 'verified: ');
  await said.waitFor({ timeout: 200_000 });
  await shot(page, 'drafted');
  await said.getByRole('button', { name: 'Show the Evidence' }).click();
  const view = webview(page);
  await view.getByText('kills mutants').first().waitFor();
  await shot(page, 'evidence');
  const evidence = await view.locator('body').innerText();
  await view.getByText('survive: show').click();
  await view.getByText('if age >= 120').waitFor();
  const survivors = await view.locator('details').innerText();
  await shot(page, 'survivors');
  return { offered, evidence, survivors };
});
