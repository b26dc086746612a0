/** In a folder that VS Code does not trust nothing runs; once it is trusted, the same fix is verified. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, notification, open, preview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await page.getByText('Restricted Mode').first().waitFor();
  await open(page, 'mean.py');
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  const partial = notification(page, 'this change ');
  await partial.waitFor();
  const restricted = await partial.innerText();
  await shot(page, 'restricted');
  const squiggles = await page.locator('.squiggly-error').count();
  await preview(page).getByRole('button', { name: 'Discard' }).click();

  await command(page, 'Workspaces: Manage Workspace Trust');
  await page.locator('.workspace-trust-editor').getByRole('button', { name: 'Trust', exact: true }).first().click();
  await page.locator('.workspace-trust-editor', { hasText: 'You trust this folder' }).waitFor();
  await shot(page, 'trusted');
  await page.keyboard.press('Escape');
  await open(page, 'mean.py');
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  const verified = notification(page, 'verified: ');
  await verified.waitFor();
  await shot(page, 'verified');
  return { restricted, squiggles, trusted: await verified.innerText() };
});
