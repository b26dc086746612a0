/** A fix in the example, from the light bulb to the evidence: a picture of each step. */
import { play, shot } from './workbench/browser.mjs';
import { bulb, command, notification, open, webview } from './workbench/person.mjs';

await play(async (page) => {
  await page.setViewportSize({ width: 1040, height: 620 });
  await open(page, 'stockroom/files.py');
  await page.locator('.squiggly-error').first().waitFor();
  await page.keyboard.press('Control+End');
  const entry = await bulb(page, 'def write_report', '(tested first)');
  await shot(page, 'light-bulb');
  await entry.click();
  await notification(page, 'types: ').waitFor();
  await shot(page, 'running');
  await notification(page, 'verified: ').waitFor();
  await command(page, 'Notifications: Clear All Notifications');
  await command(page, 'Assay: Show Evidence of This File');
  await webview(page).getByText('mypy').first().waitFor();
  await command(page, 'View: Toggle Primary Side Bar Visibility');
  await page.mouse.move(300, 560);
  await page.waitForTimeout(1_000);
  await shot(page, 'evidence');
  return {};
});
