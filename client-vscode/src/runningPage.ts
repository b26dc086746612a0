/** What runs now as a page: each candidate with what it has passed, and what ends it. Nothing that it shows is ever markup. */
import { button, sheet, text } from './page.ts';
import type { Candidate } from './protocol.ts';
import type { Run } from './running.ts';

const STATES: Readonly<Record<Candidate['state'], string>> = {
  proposing: 'a change is being made',
  checking: 'being checked',
  held: 'no required check failed',
  rejected: 'a required check failed',
  ended: 'ended',
};

/** The whole page. */
export function runningPage(runs: readonly Run[], nonce: string): string {
  return sheet('Running', `<h1>What is running</h1><div id="live" aria-live="polite">${live(runs)}</div>`, nonce);
}

/** The part of it that changes. */
export function live(runs: readonly Run[]): string {
  return runs.length ? runs.map(section).join('') : '<p>Nothing is running.</p>';
}

function section({ title, run, candidates }: Run): string {
  const rows = candidates.map((each) => row(run, each)).join('');
  const head =
    '<tr><th scope="col">Candidate</th><th scope="col">State</th><th scope="col">Passed</th><th scope="col">End it</th></tr>';
  const table = rows
    ? `<table><thead>${head}</thead><tbody>${rows}</tbody></table>`
    : '<p class="quiet">No candidate yet.</p>';
  return `<h2>${text(title)}</h2>${table}`;
}

function row(run: string, each: Candidate): string {
  const what = `${String(each.candidate)}: ${each.rationale || each.title}`;
  const about = (choice: string): Record<string, string> => ({
    run,
    candidate: String(each.candidate),
    key: `${choice} ${run} ${String(each.candidate)}`,
  });
  const cells = [
    `<td>${text(STATES[each.state])}</td>`,
    `<td>${each.passed.map(text).join(', ') || 'nothing yet'}</td>`,
    `<td>${lives(each) ? button('end', 'End', 'second', about('end')) : ''}${
      each.state === 'checking' ? button('remark', 'End with a remark…', 'second', about('remark')) : ''
    }</td>`,
  ];
  return `<tr><th scope="row">${text(what)}</th>${cells.join('')}</tr>`;
}

/** Whether it can be ended. */
export function lives(each: Candidate): boolean {
  return each.state === 'proposing' || each.state === 'checking';
}
