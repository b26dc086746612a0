/** An error is shown, the light bulb offers to fix it, and what is verified is in the buffer. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open, text } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'mean.py');
  await page.locator('.squiggly-error').first().waitFor();
  await shot(page, 'error');
  const entry = await bulb(page, 'digits: int', '(tested first)');
  const title = await entry.innerText();
  await shot(page, 'bulb');
  await entry.click();
  await text(page, 'int | None').waitFor();
  await notification(page, 'verified').waitFor();
  await shot(page, 'fixed');
  const after = await buffer(page);
  return { title, after };
});
