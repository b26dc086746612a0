/** What the server says beyond the standard protocol, because this client says that it understands it. */
import type { ShowMessageParams } from 'vscode-languageclient/node';

/** What this client says of itself in `capabilities.experimental`. */
export const EXPERIMENTAL = { assay: { status: true, evidence: true, candidates: true, links: true } } as const;

/** Where a folder stands. `fault` is what has to be mended before anything works there. */
export interface Standing {
  readonly uri: string;
  readonly fault: string | null;
  readonly trusted: boolean;
  readonly sandbox: string | null;
  readonly lacking: string | null;
  readonly model: string | null;
}

export interface Command {
  readonly side: string;
  readonly argv: readonly string[];
  readonly exit_code: number | null;
  readonly killed: string | null;
  readonly seconds: number;
}

export interface Problem {
  readonly path: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

export interface Check {
  readonly name: string;
  readonly required: boolean;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly reason: string;
  readonly incomplete: string;
  readonly summary: string;
  readonly tool: string | null;
  readonly version: string | null;
  readonly seconds: number;
  readonly commands: readonly Command[];
  readonly problems: readonly Problem[];
  readonly before: Readonly<Record<string, unknown>>;
  readonly after: Readonly<Record<string, unknown>>;
}

/** What the view reads of a receipt; docs/receipt.schema.json has all of it. */
export interface Predicate {
  readonly run: string;
  readonly unit: number;
  readonly action: string;
  readonly intent: string;
  readonly target: { readonly path: string; readonly title: string };
  readonly verdict: string;
  readonly reason: string;
  readonly seconds: number;
  readonly boundaries: readonly string[];
  readonly unverified: string;
  readonly checks: readonly Check[];
  readonly attempts: readonly { readonly proposer: string; readonly rationale: string }[];
  readonly remarks: readonly Remark[];
  readonly trust: { readonly trusted: boolean; readonly source: string };
  readonly sandbox: {
    readonly tier: number | null;
    readonly label: string;
    readonly missing: readonly string[];
  } | null;
  readonly model: { readonly name: string; readonly endpoint: string } | null;
  readonly egress: { readonly files: readonly string[]; readonly bytes: number; readonly redactions: number };
  readonly constraints: readonly { readonly text: string; readonly checked: boolean }[];
  readonly confirmed: readonly string[];
  readonly cache: 'hit' | 'miss' | null;
  /** The run whose recorded replies were given again; nothing left the machine for this one. */
  readonly replayed: string | null;
  /** `verdict_of` is the earlier run whose verdict it is. */
  readonly reuse: { readonly verdict_of: string | null } | null;
}

/** What a person said of a change that they turned down in an earlier run. */
export interface Remark {
  readonly run: string;
  readonly text: string;
}

/** One file of a patch; null where it does not exist. */
export interface Change {
  readonly path: string;
  readonly before: string | null;
  readonly after: string | null;
}

/** The evidence of one unit. `state` says what can be decided of it now. */
export interface Evidence {
  readonly run: string;
  readonly unit: number;
  readonly uri: string;
  readonly state: 'pending' | 'stale' | 'decided';
  readonly receipt: { readonly predicate: Predicate };
  /** The file of what was said to a model for it; null where none was asked, or the file is no longer kept. */
  readonly trace: string | null;
  readonly changes: readonly Change[];
}

/** How one candidate of a run stands, by its number in the run. */
export interface Candidate {
  readonly run: string;
  readonly candidate: number;
  readonly title: string;
  readonly rationale: string;
  readonly state: 'proposing' | 'checking' | 'held' | 'rejected' | 'ended';
  readonly passed: readonly string[];
}

/** What came of a unit, in a line. */
export interface OutcomeSaid extends ShowMessageParams {
  readonly run: string;
  readonly unit: number;
}
