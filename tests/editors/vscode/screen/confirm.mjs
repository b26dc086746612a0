/** What crosses a boundary waits in the preview of the editor, and is written when it is confirmed there. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open, preview, text } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'migrations/rates.py');
  await page.locator('.squiggly-error').first().waitFor();
  const before = await buffer(page);
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  await preview(page).getByRole('button', { name: 'Apply' }).waitFor();
  await shot(page, 'preview');
  const waiting = await buffer(page);
  const why = await notification(page, 'this change ').innerText();
  await preview(page).locator('.edit-checkbox').first().click();
  await shot(page, 'ticked');
  await preview(page).getByRole('button', { name: 'Apply' }).click();
  await text(page, 'int | None').waitFor();
  await shot(page, 'confirmed');
  const after = await buffer(page);
  await text(page, 'int | None').click();
  await page.keyboard.press('Control+z');
  await text(page, 'int = None').waitFor();
  return { before, waiting, why, after, undone: await buffer(page) };
});
