/** What every scenario before the screen uses. It clicks and types as a person would and waits for what that person would see. */
import { shot } from './browser.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

/** Open a file of the project by its name. @param {Page} page @param {string} name */
export async function open(page, name) {
  await page.locator('.explorer-folders-view .monaco-list-row').first().waitFor();
  await page.keyboard.press('Control+p');
  await input(page).fill(name);
  await page
    .locator('.quick-input-list .monaco-list-row', { hasText: name.split('/').at(-1) ?? name })
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.editor-instance .view-line').first().waitFor();
}

/** Choose an entry of the palette. @param {Page} page @param {string} title */
export async function command(page, title) {
  await page.keyboard.press('F1');
  await input(page).fill(`>${title}`);
  const entry = page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first();
  await entry.waitFor();
  await entry.click();
}

/** The box that asks for a line of text or a choice. @param {Page} page */
export function input(page) {
  return page.locator('.quick-input-widget:not([style*="display: none"]) input.input');
}

/** Open the light bulb's menu on the line that holds the text, and wait for an entry. @param {Page} page @param {string} line @param {string} title */
export async function bulb(page, line, title) {
  const entry = page.locator('.action-widget .monaco-list-row', { hasText: title }).first();
  for (let attempt = 1; ; attempt++) {
    await page.keyboard.press('Escape');
    await page.mouse.move(900, 600); // a hover would take the focus
    await text(page, line).click();
    await page.keyboard.press('Home');
    await page.waitForTimeout(500);
    await page.keyboard.press('Control+.');
    try {
      await entry.waitFor({ timeout: 5_000 });
      return entry;
    } catch (error) {
      if (attempt === 6) {
        throw error;
      }
    }
  }
}

/** The line of the editor that holds the text. @param {Page} page @param {string} line */
export function text(page, line) {
  // the editor shows a space as one that does not break
  const pattern = line.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replaceAll(' ', '[ \\u00a0]');
  return page.locator('.editor-instance .view-line', { hasText: new RegExp(pattern) }).first();
}

/** A notification that holds the text. @param {Page} page @param {string | RegExp} text_ */
export function notification(page, text_) {
  return page.locator('.notifications-toasts .notification-list-item', { hasText: text_ }).first();
}

/** A line above the text that holds the text. @param {Page} page @param {string} text_ */
export function lens(page, text_) {
  return page.locator('.codelens-decoration a', { hasText: text_ }).first();
}

/** What stands in an element once it is on the screen: while the editor lays out anew, it is there and hidden, and says nothing. @param {Locator} element */
export async function words(element) {
  for (;;) {
    await element.waitFor();
    const found = await element.innerText();
    if (found !== '') {
      return found;
    }
  }
}

/** The panel in which an edit waits for confirmation. @param {Page} page */
export function preview(page) {
  return page.locator('.bulk-edit-panel');
}

/** What an extension shows in a page of its own. @param {Page} page */
export function webview(page) {
  return page.frameLocator('iframe.webview.ready').first().frameLocator('#active-frame');
}

/** What is said of the first error that is shown, as the keyboard brings it up. @param {Page} page */
export async function hover(page) {
  const error = await page.locator('.squiggly-error').first().boundingBox();
  if (!error) {
    throw new Error('no error is on the screen');
  }
  await page.mouse.click(error.x + error.width / 2, error.y + error.height / 2);
  await page.keyboard.press('Control+k');
  await page.keyboard.press('Control+i');
  return page.locator('.monaco-hover:visible', { hasText: 'tested first' }).first();
}

/** The item of the status bar. @param {Page} page */
export function status(page) {
  return page.locator('[id="assay.assay.status"] a');
}

/** Choose a theme of colours. @param {Page} page @param {string} name */
export async function theme(page, name) {
  await command(page, 'Preferences: Color Theme');
  await input(page).fill(name);
  await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.monaco-workbench.hc-black').waitFor();
}

/** All that the editor holds, by way of what a person would copy. @param {Page} page */
export async function buffer(page) {
  const lines = await page.locator('.editor-instance .view-line').evaluateAll((found) =>
    found
      .map((line) => ({
        top: Number.parseFloat(/** @type {HTMLElement} */ (line).style.top),
        text: line.textContent ?? '',
      }))
      .sort((one, other) => one.top - other.top)
      .map((line) => line.text.replaceAll('\u00a0', ' ')),
  );
  return lines.join('\n');
}

/**
 * Have a file moved from where it is, as a person would who reads the evidence first; the question, and that evidence.
 * @param {Page} page
 * @param {string} name
 * @param {string} line where the light bulb is
 * @param {string} title what is chosen there
 * @param {string} shown what the evidence speaks of
 * @param {RegExp} applied what is said in the end
 */
export async function moved(page, name, line, title, shown, applied) {
  await open(page, name);
  const entry = await bulb(page, line, title);
  await shot(page, 'offered');
  await entry.click();
  const asked = notification(page, 'Apply it?');
  await asked.waitFor({ timeout: 200_000 });
  const question = await asked.innerText();
  await asked.getByRole('button', { name: 'Show evidence' }).click();
  const view = webview(page);
  await view.getByText(shown).first().waitFor();
  await shot(page, 'evidence');
  const evidence = await view.locator('body').innerText();
  await view.getByRole('button', { name: 'Apply' }).click();
  await notification(page, applied).waitFor();
  await shot(page, 'applied');
  return { question, evidence };
}
