/** How all stands, from what is known of the server, its folders and its runs: one word, and a line for each thing to know. */
import type { Standing } from './protocol.ts';

export interface Stand {
  readonly words: string;
  readonly icon: string;
  readonly warns: boolean;
  readonly lines: readonly string[];
}

/** The gravest thing gives the word; what is said of a folder is said of each. */
export function standOf(
  phase: 'stopped' | 'starting' | 'running' | 'failed',
  standings: readonly Standing[],
  running: readonly string[],
): Stand {
  const lines = [...running.map((title) => `running: ${title}`), ...standings.flatMap(linesOf)];
  const fault = standings.some((each) => each.fault !== null);
  const untrusted = standings.some((each) => each.fault === null && !each.trusted);
  const lacking = standings.some((each) => each.lacking !== null);
  const as = (words: string, icon: string, warns = false): Stand => ({ words, icon, warns, lines });
  if (phase === 'starting') {
    return as('the server is starting', 'sync~spin');
  }
  if (phase !== 'running') {
    return as('the server does not run', 'error', true);
  }
  if (fault) {
    return as('misconfigured', 'error', true);
  }
  if (running.length) {
    return as(`${String(running.length)} running`, 'sync~spin');
  }
  if (untrusted) {
    return as('not trusted, so nothing of the workspace runs', 'shield', true);
  }
  if (lacking) {
    return as('no sandbox, so no checker and no test runs', 'warning', true);
  }
  return as('ready', 'check');
}

function linesOf(standing: Standing): string[] {
  const folder = decodeURIComponent(standing.uri.replace(/\/$/, '').split('/').at(-1) ?? '');
  if (standing.fault !== null) {
    return [`${folder}: misconfigured: ${standing.fault}`];
  }
  if (!standing.trusted) {
    return [`${folder}: not trusted`];
  }
  return [
    `${folder}: sandbox: ${standing.sandbox ?? `none: ${standing.lacking ?? 'not known yet'}`}`,
    `${folder}: model: ${standing.model ?? 'none, so nothing leaves the machine'}`,
  ];
}
