/** Run a scenario beside the extension, in the host of the extensions, and print what it found. */
import { play, shot } from './browser.mjs';

const { DRIVER, SCENARIO, URL: ADDRESS } = /** @type {Record<string, string>} */ (process.env);
const remote = `vscode-remote://${new URL(ADDRESS).host}`;
const payload = [
  ['extensionDevelopmentPath', `${remote}${DRIVER}/companion`],
  ['extensionTestsPath', remote + SCENARIO],
  ['skipWelcome', 'true'],
];

const found = /** @type {Record<string, unknown>[]} */ ([]);
const said = /** @type {string[]} */ ([]);
/** @type {(code: unknown) => void} */
let end;
const ended = new Promise((resolve) => (end = resolve));

await play(
  async (page) => {
    const code = await ended;
    await shot(page, 'end');
    if (code !== 0 || found.length !== 1) {
      const why = said.filter((line) => line.startsWith('FAILED '));
      throw new Error([`the scenario ended with ${String(code)}`, ...why, ...said].join('\n'));
    }
    return /** @type {Record<string, unknown>} */ (found[0]);
  },
  {
    parameters: { payload: JSON.stringify(payload) },
    prepare: async (page) => {
      await page.exposeFunction('codeAutomationExit', (/** @type {unknown} */ code) => end(code));
      await page.exposeFunction('codeAutomationLog', (/** @type {string} */ _, /** @type {unknown[]} */ words) => {
        const line = words.map(String).join(' ');
        // what the page itself complains of has nothing to do with the scenario; browser.log has it
        if (!line.includes('/workbench.js:')) {
          said.push(line);
        }
        if (line.startsWith('RESULT ')) {
          found.push(JSON.parse(line.slice('RESULT '.length)));
        }
      });
    },
  },
);
