/** The key for a model is asked for once, kept by VS Code, and sent to the model that the person named. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, notification, open } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'shop.py');
  await command(page, 'Assay: Store the Key for the Model');
  const asked = page.locator('.quick-input-widget:not([style*="display: none"]) input[type="password"]');
  await asked.fill('key-of-the-test'); // it is never there in letters that can be read
  await shot(page, 'key');
  await page.keyboard.press('Enter');
  await notification(page, 'the key for the model is stored').waitFor(); // the server that knows it is there now
  await (await bulb(page, 'item.cost', 'Solve: ')).click();
  const verified = notification(page, 'verified: ');
  await verified.waitFor();
  await shot(page, 'solved');
  return { said: await verified.innerText() };
});
