/** The evidence of one change as a page. All that it shows is data: nothing of it is ever markup, script or address. */
import { CROSSED } from './generated.ts';
import { button, code, seconds, sheet, text } from './page.ts';
import type { Check, Evidence, Predicate, Remark } from './protocol.ts';

/** Problems of one check that are listed; the receipt has them all. */
const SHOWN = 20;

const VERDICTS: Readonly<Record<string, string>> = {
  verified: 'Every required check ran to its end and passed.',
  partial: 'None failed, but a required check was skipped, was cut short, or had nothing to judge.',
  rejected: 'A required check failed. Nothing is offered.',
  unsolved: 'Nothing was found that holds. Nothing is offered.',
  cancelled: 'It was stopped before it came to an end. Nothing is offered.',
};

/** The whole page. */
export function evidencePage(evidence: Evidence, nonce: string): string {
  const predicate = evidence.receipt.predicate;
  const parts = [
    `<h1><span class="${text(predicate.verdict)}">${text(predicate.verdict)}</span>: ${text(predicate.target.title)}</h1>`,
    `<p>${text(VERDICTS[predicate.verdict] ?? '')}<br>${text(predicate.reason)}</p>`,
    `<p class="quiet">${code(predicate.target.path)}, ${seconds(predicate.seconds)}${intent(predicate)}</p>`,
    buttons(evidence),
    changes(evidence),
    checks(predicate),
    unverified(predicate),
    circumstances(predicate),
    attempts(predicate),
    egress(evidence),
  ];
  return sheet('Evidence', parts.join('\n'), nonce);
}

function buttons(evidence: Evidence): string {
  const asks = evidence.receipt.predicate.boundaries.map((each) => text(CROSSED[each] ?? each));
  const another = button('another', 'Another way…', 'second');
  const crossing = asks.length ? `<p>It waits for your word: it ${asks.join(' and ')}.</p>` : '';
  switch (evidence.state) {
    case 'pending':
      return `${crossing}${button('apply', 'Apply')}${button('discard', 'Discard', 'second')}${another}`;
    case 'stale':
      return `<p>A file that it depends on has changed since.</p>${button('again', 'Verify again')}${button('discard', 'Discard', 'second')}${another}`;
    case 'decided':
      return ['rejected', 'unsolved'].includes(evidence.receipt.predicate.verdict) && evidence.changes.length
        ? another
        : '';
  }
}

function changes(evidence: Evidence): string {
  if (!evidence.changes.length) {
    return '';
  }
  const tried = ['verified', 'partial'].includes(evidence.receipt.predicate.verdict)
    ? ''
    : ' (the last one that was tried)';
  const files = evidence.changes.map(
    (each, index) => `<li>${button('file', text(each.path), 'file', { index: String(index) })}</li>`,
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
    ...surviving(check),
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
    (name) => name !== 'survivors' && (!nothing(check.before[name]) || !nothing(check.after[name])),
  );
  return names.map((name) => {
    const sides = [
      ...(name in check.before ? [`before ${code(figure(check.before[name]))}`] : []),
      ...(name in check.after ? [`after ${code(figure(check.after[name]))}`] : []),
    ];
    return `${text(name)}: ${sides.join(', ')}`;
  });
}

/** The faults that no test noticed, as small diffs. */
function surviving(check: Check): string[] {
  const { mutants, killed, survivors } = check.after;
  if (nothing(survivors) || !Array.isArray(survivors) || typeof mutants !== 'number' || typeof killed !== 'number') {
    return [];
  }
  const count = mutants - killed;
  const more = count > survivors.length ? `; the first ${String(survivors.length)}` : '';
  const diffs = survivors
    .map((each, index) => {
      const notice = button('survivor', 'Have it noticed…', 'second', { index: String(index) });
      return `<pre>${text(String(each))}</pre>${notice}`;
    })
    .join('');
  return [`<details><summary>${String(count)} survive: show${more}</summary>${diffs}</details>`];
}

/** A list that is empty on both sides says nothing. */
function nothing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

function figure(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function unverified(predicate: Predicate): string {
  const lines = [
    ...predicate.constraints.filter((each) => !each.checked).map((each) => `Not checked: ${text(each.text)}`),
    ...(predicate.confirmed.length ? [`You confirmed: ${text(predicate.confirmed.join(', '))}`] : []),
    ...(predicate.unverified ? [text(predicate.unverified)] : []),
  ];
  return lines.length ? `<h2>What no check could tell</h2>${lines.map((each) => `<p>${each}</p>`).join('')}` : '';
}

/** What was not done now, but in another run. */
function elsewhere({ cache, replayed, reuse }: Predicate): string[] {
  return [
    ...(reuse?.verdict_of == null
      ? []
      : [`Judged in run ${code(reuse.verdict_of)}; nothing that is compared for that has changed since`]),
    ...(replayed === null ? [] : [`The model was not asked now: this is what it said in run ${code(replayed)}`]),
    ...(cache === 'hit' ? ['The model was not asked: what it wrote or said was there already'] : []),
  ];
}

function circumstances(predicate: Predicate): string {
  const { sandbox, trust, model } = predicate;
  const held = sandbox?.tier == null ? 'none' : `tier ${String(sandbox.tier)}, ${sandbox.label}`;
  const lines = [
    `Workspace: ${trust.trusted ? 'trusted' : 'not trusted, so nothing of it was run'} (${text(trust.source)})`,
    `Sandbox: ${text(held)}${(sandbox?.missing ?? []).map((each) => `<br>lacked: ${text(each)}`).join('')}`,
    `Model: ${model ? `${code(model.name)} at ${code(model.endpoint)}` : 'none took part'}`,
    ...elsewhere(predicate),
  ];
  return `<h2>Where it ran</h2><ul>${lines.map((each) => `<li>${each}</li>`).join('')}</ul>`;
}

function attempts(predicate: Predicate): string {
  const tried = predicate.attempts.map((each) => `<li>${code(each.proposer)}: ${text(each.rationale)}</li>`);
  const remarks = predicate.remarks.map((each) => `<li>${remark(each)}</li>`);
  return tried.length || remarks.length
    ? `<h2>Attempts</h2><ol>${tried.join('')}</ol><ul>${remarks.join('')}</ul>`
    : '';
}

function remark(each: Remark): string {
  const words = each.text ? `and said: ${text(each.text)}` : 'without a word';
  return `Before, you turned down the change of run ${code(each.run)}, ${words}`;
}

function egress({ receipt, trace }: Evidence): string {
  const { egress: left, replayed } = receipt.predicate;
  const when = replayed === null ? '' : `Nothing now; in run ${code(replayed)}: `;
  const files = left.files.map((each) => `<li>${code(each)}</li>`).join('');
  const words =
    left.bytes || left.files.length
      ? `${when}${String(left.bytes)} bytes, ${String(left.redactions)} redactions, from:`
      : 'Nothing.';
  const all = trace === null ? '' : button('trace', 'Open the trace', 'second');
  return `<h2>What left the machine</h2><p>${words}</p><ul>${files}</ul>${all}`;
}

function intent(predicate: Predicate): string {
  return predicate.intent ? `, you asked: ${text(predicate.intent)}` : '';
}
