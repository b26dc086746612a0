/** What runs now, and how its candidates stand, as the server told it. */
import type { Disposable, Event } from 'vscode';
import { EventEmitter } from 'vscode';
import type { Candidate } from './protocol.ts';
import type { Toasts } from './toasts.ts';

/** A run with its candidates, the first one first. */
export interface Run {
  readonly run: string;
  readonly title: string;
  readonly candidates: readonly Candidate[];
}

const PREFIX = 'assay/';

/** The runs of the server, as long as their progress is shown. */
export class Running implements Disposable {
  readonly onDidChange: Event<void>;
  readonly #changed = new EventEmitter<void>();
  readonly #candidates = new Map<string, readonly Candidate[]>();
  readonly #listening: readonly Disposable[];
  #titles: ReadonlyMap<string, string> = new Map();

  constructor(toasts: Toasts, told: Event<Candidate>) {
    this.onDidChange = this.#changed.event;
    this.#listening = [
      told((candidate) => {
        this.#take(candidate);
      }),
      toasts.onDidChange(() => {
        this.#follow(toasts);
      }),
    ];
  }

  get runs(): readonly Run[] {
    return [...this.#titles].map(([run, title]) => ({ run, title, candidates: this.#candidates.get(run) ?? [] }));
  }

  dispose(): void {
    for (const each of [...this.#listening, this.#changed]) {
      each.dispose();
    }
  }

  #take(candidate: Candidate): void {
    const others = (this.#candidates.get(candidate.run) ?? []).filter((each) => each.candidate !== candidate.candidate);
    const all = [...others, candidate].sort((one, other) => one.candidate - other.candidate);
    this.#candidates.set(candidate.run, all);
    this.#changed.fire();
  }

  /** A run is told of by its candidates before its progress begins, and is over when that ends. */
  #follow(toasts: Toasts): void {
    const now = new Map(toasts.running.map(({ token, title }) => [String(token).replace(PREFIX, ''), title]));
    for (const run of [...this.#titles.keys()].filter((each) => !now.has(each))) {
      this.#candidates.delete(run);
    }
    this.#titles = now;
    this.#changed.fire();
  }
}
