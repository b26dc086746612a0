/** A run is shown while it goes on, with a button that ends it. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, notification, open } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'mean.py');
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  const toast = notification(page, 'revealed: ');
  await toast.waitFor();
  const running = await toast.innerText();
  await shot(page, 'running');
  await toast.getByRole('button', { name: 'Cancel' }).click();
  const cancelled = notification(page, 'cancelled');
  await cancelled.waitFor();
  await shot(page, 'cancelled');
  return { running, cancelled: await cancelled.innerText(), after: await buffer(page) };
});
