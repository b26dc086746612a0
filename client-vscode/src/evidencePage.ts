/** The evidence of one change as a page. All that it shows is data: nothing of it is ever markup, script or address. */
import type { Check, Evidence, Predicate } from './protocol.ts';

/** What a person can choose on the page. */
export type Choice = 'apply' | 'discard' | 'again' | 'file';

/** Problems of one check that are listed; the receipt has them all. */
const SHOWN = 20;

const STYLE = `
body { font-family: var(--vscode-font-family); padding: 0 1.2rem 2rem; line-height: 1.5; max-width: 60rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.05rem; margin: 1.4rem 0 .4rem; }
code, pre, td.result { font-family: var(--vscode-editor-font-family); font-size: .95em; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; padding-bottom: .3rem; }
th, td { text-align: left; vertical-align: top; padding: .35rem .6rem .35rem 0; border-top: 1px solid var(--vscode-panel-border, #8888); }
button { font: inherit; margin: 0 .5rem .4rem 0; padding: .3rem .9rem; cursor: pointer; border: 1px solid var(--vscode-button-border, transparent);
  color: var(--vscode-button-foreground); background: var(--vscode-button-background); }
button.second { color: var(--vscode-button-secondaryForeground); background: var(--vscode-button-secondaryBackground); }
button.file { background: none; color: var(--vscode-textLink-foreground); padding: 0; text-decoration: underline; border: 0; }
:focus-visible { outline: 1px solid var(--vscode-focusBorder); outline-offset: 2px; }
.failed, .rejected { color: var(--vscode-errorForeground); } .skipped, .partial { color: var(--vscode-editorWarning-foreground); }
td.result { white-space: nowrap; }
.quiet { color: var(--vscode-descriptionForeground); }
`;

const SCRIPT = `
const editor = acquireVsCodeApi();
document.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button) { editor.postMessage({ choice: button.dataset.choice, index: Number(button.dataset.index) }); }
});
`;

const VERDICTS: Readonly<Record<string, string>> = {
  verified: 'Every required check ran to its end and passed.',
  partial: 'None failed, but a required check was skipped, was cut short, or had nothing to judge.',
  rejected: 'A required check failed. Nothing is offered.',
};

const CROSSED: Readonly<Record<string, string>> = {
  interface: 'changes the public interface',
  protected: 'changes a protected file',
  deletion: 'deletes a file',
  presentation: 'changes what is shown of the package',
  partial: 'is verified only in part',
};

/** The whole page. `nonce` is drawn anew for each: only what carries it runs. */
export function page(evidence: Evidence, nonce: string): string {
  const predicate = evidence.receipt.predicate;
  const policy = `default-src 'none'; style-src 'nonce-${nonce}'; script-src 'nonce-${nonce}'`;
  return [
    '<!DOCTYPE html>',
    `<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">`,
    `<title>Evidence</title><style nonce="${nonce}">${STYLE}</style></head><body><main>`,
    `<h1><span class="${text(predicate.verdict)}">${text(predicate.verdict)}</span>: ${text(predicate.target.title)}</h1>`,
    `<p>${text(VERDICTS[predicate.verdict] ?? '')} ${text(predicate.reason)}</p>`,
    `<p class="quiet">${code(predicate.target.path)}, ${seconds(predicate.seconds)}${intent(predicate)}</p>`,
    buttons(evidence),
    changes(evidence),
    checks(predicate),
    unverified(predicate),
    circumstances(predicate),
    attempts(predicate),
    egress(predicate),
    `</main><script nonce="${nonce}">${SCRIPT}</script></body></html>`,
  ].join('\n');
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

function buttons(evidence: Evidence): string {
  const asks = evidence.receipt.predicate.boundaries.map((each) => text(CROSSED[each] ?? each));
  const crossing = asks.length ? `<p>It waits for your word: it ${asks.join(' and ')}.</p>` : '';
  switch (evidence.state) {
    case 'pending':
      return `${crossing}${button('apply', 'Apply')}${button('discard', 'Discard', 'second')}`;
    case 'stale':
      return `<p>A file that it depends on has changed since.</p>${button('again', 'Verify again')}${button('discard', 'Discard', 'second')}`;
    case 'decided':
      return '';
  }
}

function button(choice: Choice, title: string, kind = ''): string {
  return `<button class="${kind}" data-choice="${choice}">${title}</button>`;
}

function changes(evidence: Evidence): string {
  if (!evidence.changes.length) {
    return '';
  }
  const tried = ['verified', 'partial'].includes(evidence.receipt.predicate.verdict)
    ? ''
    : ' (the last one that was tried)';
  const files = evidence.changes.map(
    (each, index) =>
      `<li><button class="file" data-choice="file" data-index="${String(index)}">${text(each.path)}</button></li>`,
  );
  return `<h2>Change${tried}</h2><ul aria-label="Files; each opens as a comparison">${files.join('')}</ul>`;
}

function checks(predicate: Predicate): string {
  const head =
    '<tr><th scope="col">Check</th><th scope="col">Result</th><th scope="col">What it saw</th><th scope="col">Time</th></tr>';
  const rows = predicate.checks.map(row).join('');
  return `<h2>Checks</h2><table><thead>${head}</thead><tbody>${rows}</tbody></table>`;
}

function row(check: Check): string {
  const required = check.required ? '' : ' <span class="quiet">(not required)</span>';
  const tool = [check.tool, check.version].filter(Boolean).join(' ');
  const seen = [
    text(check.summary),
    ...(check.reason && !check.summary.includes(check.reason) ? [text(check.reason)] : []),
    ...(check.incomplete ? [`only a part: ${text(check.incomplete)}`] : []),
    ...(tool ? [`<span class="quiet">${text(tool)}</span>`] : []),
    ...check.problems.slice(0, SHOWN).map(problem),
    ...(check.problems.length > SHOWN ? [`and ${String(check.problems.length - SHOWN)} more`] : []),
    ...figures(check),
    ...check.commands.map(
      (each) =>
        `<span class="quiet">${text(each.side)}:</span> ${code(each.argv.join(' '))} ${ending(each)}, ${seconds(each.seconds)}`,
    ),
  ];
  const ended = statusOf(check);
  const cells = [
    `<td class="result ${ended === 'in part' ? 'skipped' : ended}">${ended}</td>`,
    `<td>${seen.join('<br>')}</td>`,
    `<td>${seconds(check.seconds)}</td>`,
  ];
  return `<tr><th scope="row">${text(check.name)}${required}</th>${cells.join('')}</tr>`;
}

/** How a check ended, in words: what judged less than it should have does not read as passed. */
function statusOf(check: Check): string {
  return check.status === 'passed' && check.incomplete ? 'in part' : check.status;
}

function ending(command: Check['commands'][number]): string {
  if (command.killed) {
    return `killed: ${text(command.killed)}`;
  }
  return command.exit_code === null ? 'goes on running' : `exit code ${String(command.exit_code)}`;
}

function problem(each: Check['problems'][number]): string {
  return `${code(`${each.path}:${String(each.line)}:${String(each.column)}`)} ${text(each.message)}`;
}

function figures(check: Check): string[] {
  const names = [...new Set([...Object.keys(check.before), ...Object.keys(check.after)])].filter(
    (name) => !nothing(check.before[name]) || !nothing(check.after[name]),
  );
  return names.map((name) => {
    const sides = [
      ...(name in check.before ? [`before ${code(figure(check.before[name]))}`] : []),
      ...(name in check.after ? [`after ${code(figure(check.after[name]))}`] : []),
    ];
    return `${text(name)}: ${sides.join(', ')}`;
  });
}

/** A list that is empty on both sides says nothing. */
function nothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function figure(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unverified(predicate: Predicate): string {
  return predicate.unverified ? `<h2>What no check could tell</h2><p>${text(predicate.unverified)}</p>` : '';
}

function circumstances(predicate: Predicate): string {
  const { sandbox, trust, model } = predicate;
  const held = sandbox?.tier == null ? 'none' : `tier ${String(sandbox.tier)}, ${sandbox.label}`;
  const lines = [
    `Workspace: ${trust.trusted ? 'trusted' : 'not trusted, so nothing of it was run'} (${text(trust.source)})`,
    `Sandbox: ${text(held)}${(sandbox?.missing ?? []).map((each) => `<br>lacked: ${text(each)}`).join('')}`,
    `Model: ${model ? `${code(model.name)} at ${code(model.endpoint)}` : 'none took part'}`,
  ];
  return `<h2>Where it ran</h2><ul>${lines.map((each) => `<li>${each}</li>`).join('')}</ul>`;
}

function attempts(predicate: Predicate): string {
  const tried = predicate.attempts.map((each) => `<li>${code(each.proposer)}: ${text(each.rationale)}</li>`);
  const remarks = predicate.remarks.map((each) => `<li>You remarked: ${text(each)}</li>`);
  return tried.length ? `<h2>Attempts</h2><ol>${tried.join('')}</ol><ul>${remarks.join('')}</ul>` : '';
}

function egress(predicate: Predicate): string {
  const left = predicate.egress;
  const files = left.files.map((each) => `<li>${code(each)}</li>`).join('');
  const words =
    left.bytes || left.files.length
      ? `${String(left.bytes)} bytes, ${String(left.redactions)} redactions, from:`
      : 'Nothing.';
  return `<h2>What left the machine</h2><p>${words}</p><ul>${files}</ul>`;
}

function intent(predicate: Predicate): string {
  return predicate.intent ? `, you asked: ${text(predicate.intent)}` : '';
}

function code(any: string): string {
  return `<code>${text(any)}</code>`;
}

function seconds(number: number): string {
  return `${number.toFixed(1)} s`;
}
