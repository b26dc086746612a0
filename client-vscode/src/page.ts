/** What every page of the view has in common: how it looks, what it may do, and how text is put into it. */

const STYLE = `
body { font-family: var(--vscode-font-family); padding: 0 1.2rem 2rem; line-height: 1.5; max-width: 60rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
code, pre, td.result { font-family: var(--vscode-editor-font-family); font-size: .95em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--vscode-panel-border); }
button { font: inherit; margin: 0 .5rem .4rem 0; padding: .3rem .9rem; cursor: pointer; border: 1px solid var(--vscode-button-border, transparent);
  color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.second { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
button.file { background: none; color: var(--vscode-textLink-foreground); padding: 0; text-decoration: underline; border: 0; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.failed, .rejected { color: var(--vscode-errorForeground); } .skipped, .partial { color: var(--vscode-editorWarning-foreground); }
td.result { white-space: nowrap; }
.quiet { color: var(--vscode-descriptionForeground); }
`;

/** It knows what was clicked, and takes news of the part that changes without losing where its reader is. */
const SCRIPT = `
const editor = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button) { editor.postMessage({ ...button.dataset }); }
});
addEventListener('message', (event) => {
  const live = document.getElementById('live');
  if (!live) { return; }
  const key = document.activeElement?.dataset?.key;
  live.innerHTML = event.data.live;
  [...live.querySelectorAll('button')].find((each) => key && each.dataset.key === key)?.focus();
});
`;

/** A whole page. `nonce` is drawn anew for each: only what carries it runs. */
export function sheet(title: string, body: string, nonce: string): string {
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return [
    '<!DOCTYPE html>',
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>${text(title)}</title><style nonce="${nonce}">${STYLE}</style></head><body><main>`,
    body,
    `</main><script nonce="${nonce}">${SCRIPT}</script></body></html>`,
  ].join('\n');
}

/** What a person can choose on a page. */
export type Choice = 'apply' | 'discard' | 'another' | 'again' | 'file' | 'trace' | 'survivor' | 'end' | 'remark';

/** A button; its title is of a page already. What it is about goes with it. */
export function button(choice: Choice, title: string, kind = '', about: Readonly<Record<string, string>> = {}): string {
  const data = Object.entries({ choice, ...about }).map(([name, value]) => `data-${name}="${text(value)}"`);
  return `<button class="${kind}" ${data.join(' ')}>${title}</button>`;
}

/** Any text as text of a page. */
export function text(any: string): string {
  const marks: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return any
    .replace(/[&<>"']/g, (each) => marks[each] ?? '')
    .replace(/[\p{Cc}\p{Cf}\u2028\u2029]/gu, (each) =>
      /[\n\t]/.test(each) ? each : `\\u{${each.codePointAt(0)?.toString(16) ?? ''}}`,
    );
}

/** Any text as code. */
export function code(any: string): string {
  return `<code>${text(any)}</code>`;
}

export function seconds(number: number): string {
  return `${number.toFixed(1)} s`;
}
