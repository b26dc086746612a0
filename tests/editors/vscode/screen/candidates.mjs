/** What runs is shown with what it has passed; one candidate is ended with a remark, and another way is asked for. */
import { play, shot } from '../../../../scripts/lib/workbench/browser.mjs';
import { bulb, command, input, notification, open, webview } from '../../../../scripts/lib/workbench/person.mjs';

await play(async (page) => {
  await open(page, 'mean.py');
  await (await bulb(page, 'digits: int', '(tested first)')).click();
  await notification(page, 'Assay: Let parameter').waitFor();
  await command(page, 'Assay: Show What Is Running');
  const view = webview(page);
  await view.getByText(/types/).first().waitFor();
  const running = await view.locator('body').innerText();
  await shot(page, 'running');
  // by the keyboard: what VS Code says of progress may lie over it
  await view.getByRole('button', { name: 'End with a remark' }).first().press('Enter');
  await input(page).fill('keep the signature');
  await shot(page, 'remark');
  await page.keyboard.press('Enter');
  await view.getByText('you ended this candidate: keep the signature').first().waitFor();
  const ended = await view.locator('body').innerText();
  await shot(page, 'ended');
  await view.getByRole('button', { name: 'Another way' }).click();
  await input(page).fill('without a union');
  await page.keyboard.press('Enter');
  await view.getByText('and said: without a union').first().waitFor();
  await shot(page, 'another');
  return { running, ended, another: await view.locator('body').innerText() };
});
