/** A run is shown while it goes on, with a button that ends it; where the server ends before it, that is said. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, command, notification, open } from '../../../../scripts/lib/workbench/person.mjs';

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
  const result = { running, cancelled: await cancelled.innerText(), after: await buffer(page) };

  await (await bulb(page, 'digits: int', '(tested first)')).click();
  await notification(page, 'Assay: Let parameter').waitFor();
  await command(page, 'Assay: Restart the Server');
  const lost = notification(page, 'the server ended');
  await lost.waitFor();
  await shot(page, 'lost');
  await notification(page, 'Assay: Let parameter').waitFor({ state: 'detached' });
  return { ...result, lost: await lost.innerText() };
});
