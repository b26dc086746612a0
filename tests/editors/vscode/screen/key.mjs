/** The key for a model is asked for once, kept by VS Code, and sent to the model that the person named; all that was said to it can be read. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { buffer, bulb, command, notification, open, webview } from '../../../../scripts/lib/workbench/person.mjs';

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
  const said = await verified.innerText();
  await verified.getByRole('button', { name: 'Show the Evidence' }).click();
  await webview(page).getByRole('button', { name: 'Open the trace' }).click();
  await page.locator('.tab.active', { hasText: 'trace.jsonl' }).waitFor();
  await page.locator('.editor-instance .view-line', { hasText: 'replace_text' }).first().waitFor();
  const trace = await buffer(page);
  await page.keyboard.type('x');
  await page.getByText('Cannot edit in read-only editor').first().waitFor();
  await shot(page, 'trace');
  return { said, trace };
});
