/** The browser that every scenario looks into: one page on the workbench, screenshots, and one way to end. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** @typedef {import('playwright-core').Page} Page */

const { ARTEFACTS, CHROMIUM, MODULES, PROJECT, URL: ADDRESS } = /** @type {Record<string, string>} */ (process.env);
const { chromium } = /** @type {typeof import('playwright-core')} */ (
  createRequire(path.join(MODULES, 'package.json'))('playwright-core')
);
const WHOLE_MS = 240_000;
const OPTIONS = [
  '--disable-gpu',
  // Chromium refuses to run as root otherwise; it loads nothing but the workbench
  '--no-sandbox',
  // nothing but loopback is reached
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** What the browser needs of a system, from the place that it came with. */
const SURROUNDINGS = {
  .../** @type {Record<string, string>} */ (process.env),
  FONTCONFIG_FILE: path.join(MODULES, 'fonts.conf'),
  LD_LIBRARY_PATH: path.join(MODULES, 'lib'),
};

/**
 * Open the workbench on the project, let `scene` act, and print what it returns. Whatever else happens is an exit code.
 * @param {(page: Page) => Promise<Record<string, unknown>>} scene
 * @param {{ parameters?: Record<string, string>, prepare?: (page: Page) => Promise<void> }} [how]
 */
export async function play(scene, how = {}) {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: OPTIONS, env: SURROUNDINGS });
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    extraHTTPHeaders: { 'accept-encoding': 'identity' },
  });
  page.setDefaultTimeout(90_000);
  const console_ = /** @type {string[]} */ ([]);
  page.on('console', (message) =>
    console_.push(`${performance.now().toFixed()} ms ${message.type()} ${message.text()}`),
  );
  const late = setTimeout(() => void browser.close(), WHOLE_MS);
  try {
    const what = PROJECT.endsWith('.code-workspace') ? 'workspace' : 'folder';
    const parameters = new URLSearchParams({ [what]: PROJECT, ...how.parameters });
    await how.prepare?.(page);
    await page.goto(`${ADDRESS}/?${parameters}`);
    await page.locator('.monaco-workbench').waitFor();
    const found = await scene(page);
    process.stdout.write(`\nRESULT ${JSON.stringify(found)}\n`);
  } catch (error) {
    process.exitCode = 1;
    console.error(error);
    await shot(page, 'failed').catch(() => undefined);
  } finally {
    clearTimeout(late);
    writeFileSync(path.join(ARTEFACTS, 'browser.log'), console_.join('\n'));
    await browser.close();
  }
}

let shots = 0;

/**
 * Keep what is on the screen.
 * @param {Page} page
 * @param {string} name
 */
export async function shot(page, name) {
  mkdirSync(ARTEFACTS, { recursive: true });
  const number = String(++shots).padStart(2, '0');
  await page.screenshot({ path: path.join(ARTEFACTS, `${number}-${name}.png`) });
}
