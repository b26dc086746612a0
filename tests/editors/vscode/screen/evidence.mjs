/** What a verified change rests on is shown: each check with its command, and the change beside what was there. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, notification, open, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'mean.py');
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  await notification(page, 'verified: ').waitFor();
  await command(page, 'Assay: Show Evidence of This File');
  const view = webview(page);
  await view.getByText('mypy').first().waitFor();
  await shot(page, 'evidence');
  return { text: await view.locator('body').innerText() };
});
