/** The key for a model is asked for once, kept by VS Code, and sent to the model that the person named. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, input, notification, open } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'shop.py');
  await command(page, 'Assay: Store the Key for the Model');
  await input(page).waitFor();
  const hidden = await input(page).getAttribute('type');
  await input(page).fill('key-of-the-test');
  await shot(page, 'key');
  await page.keyboard.press('Enter');
  await (await bulb(page, 'item.cost', 'Solve: ')).click();
  const verified = notification(page, 'verified: ');
  await verified.waitFor();
  await shot(page, 'solved');
  return { hidden, said: await verified.innerText() };
});
