/** A fix in the example that waits for a person, since they protect the file. */
import { play, shot } from './workbench/browser.mjs';
import { bulb, open, preview } from './workbench/person.mjs';

await play(async (page) => {
  await page.setViewportSize({ width: 1040, height: 620 });
  await open(page, 'stockroom/levels.py');
  await page.locator('.squiggly-error').first().waitFor();
  await (await bulb(page, 'def levels', '(tested first)')).click();
  await preview(page).getByRole('button', { name: 'Apply' }).waitFor();
  await shot(page, 'waits-for-you');
  return {};
});
