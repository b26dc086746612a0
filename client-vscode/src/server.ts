/** The life of the server: started, restarted one at a time when something changes, started again when it dies. */
import { setTimeout as later } from 'node:timers';
import { setTimeout } from 'node:timers/promises';
import type { Disposable, Event, ExtensionContext, LogOutputChannel } from 'vscode';
import { EventEmitter, window } from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { LOG, offer, SETTINGS } from './buttons.ts';
import type { Hearer } from './connection.ts';
import type { Source } from './interpreters.ts';
import { launchOf } from './launch.ts';
import type { Candidate, Evidence, OutcomeSaid, Standing } from './protocol.ts';
import { pause, queued } from './queue.ts';
import { sourcesHere } from './sources.ts';
import type { Toasts } from './toasts.ts';

export type Phase = 'stopped' | 'starting' | 'running' | 'failed';

const LAST_WORDS_MS = 300;
const CANCEL = 'window/workDoneProgress/cancel';

/** One server for all folders of the window. */
export class Server implements Disposable {
  /** Ends when the server runs, or when it was said why it does not. Asked for while one start goes on, it makes one more. */
  readonly restart: () => Promise<void>;
  readonly onDidChange: Event<void>;
  readonly onEvidence: Event<Evidence>;
  readonly onCandidate: Event<Candidate>;
  readonly onOutcome: Event<OutcomeSaid>;
  readonly #context: ExtensionContext;
  readonly #log: LogOutputChannel;
  readonly #toasts: Toasts;
  readonly #sources: readonly Source[];
  readonly #changed = new EventEmitter<void>();
  readonly #evidence = new EventEmitter<Evidence>();
  readonly #candidates = new EventEmitter<Candidate>();
  readonly #outcomes = new EventEmitter<OutcomeSaid>();
  readonly #endings: number[] = [];
  #client: LanguageClient | undefined;
  #timer: NodeJS.Timeout | undefined;
  #phase: Phase = 'stopped';
  #standings: readonly Standing[] = [];
  #last = '';
  #disposed = false;

  constructor(context: ExtensionContext, log: LogOutputChannel, toasts: Toasts) {
    this.#context = context;
    this.#log = log;
    this.#toasts = toasts;
    this.restart = queued(() => this.#start());
    this.onDidChange = this.#changed.event;
    this.onEvidence = this.#evidence.event;
    this.onCandidate = this.#candidates.event;
    this.onOutcome = this.#outcomes.event;
    this.#sources = sourcesHere(() => void this.restart());
  }

  get phase(): Phase {
    return this.#phase;
  }

  /** Where each folder stands, as far as the server said so. */
  get standings(): readonly Standing[] {
    return this.#standings;
  }

  /** Cancel a run by the token of its progress. */
  cancel(token: string | number): void {
    void this.#client?.sendNotification(CANCEL, { token });
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    const client = this.#client;
    this.#client = undefined;
    this.#endRuns();
    try {
      await client?.dispose();
    } catch (error) {
      this.#log.warn(`stopping the server: ${String(error)}`);
    }
  }

  dispose(): void {
    this.#disposed = true;
    void this.stop();
    for (const each of [this.#changed, this.#evidence, this.#candidates, this.#outcomes]) {
      each.dispose();
    }
  }

  async #start(): Promise<void> {
    await this.stop();
    if (this.#disposed) {
      return;
    }
    this.#standings = [];
    this.#last = '';
    this.#enter('starting');
    const start = performance.now();
    try {
      const launch = await launchOf(this.#context, this.#sources, this.#log);
      const { connection } = await import('./connection.ts'); // the library takes a while to load: not before the editor goes on
      this.#log.info(`starting ${launch.command} ${launch.args.join(' ')}`);
      const client = connection(launch, this.#log, this.#hearer());
      this.#client = client;
      await client.start();
      this.#log.info(`the server is ready after ${(performance.now() - start).toFixed(0)} ms`);
      this.#enter('running');
    } catch (error) {
      this.#client = undefined; // that it ended is no second thing to tell, nor a reason to start it again
      const words = error instanceof Error ? error.message : String(error);
      this.#log.error(words);
      this.#enter('failed');
      await setTimeout(LAST_WORDS_MS); // what a process said last comes after the news that it is gone
      void this.#offerHelp(`Assay's server did not start: ${this.#last ? `${this.#last} (${words})` : words}`);
    }
  }

  #hearer(): Hearer {
    return {
      standing: (standing) => {
        this.#standings = [...this.#standings.filter((each) => each.uri !== standing.uri), standing];
        this.#changed.fire();
      },
      candidate: (candidate) => {
        this.#candidates.fire(candidate);
      },
      evidence: (evidence) => {
        this.#evidence.fire(evidence);
      },
      outcome: (said) => {
        this.#outcomes.fire(said);
      },
      step: (token, step) => {
        this.#toasts.step(token, step, (each) => {
          this.cancel(each);
        });
      },
      printed: (stream) => {
        this.#keep(stream);
      },
      ended: (client) => {
        this.#ended(client);
      },
    };
  }

  /** The server has ended by itself. */
  #ended(client: LanguageClient): void {
    if (this.#client !== client || this.#disposed) {
      return;
    }
    this.#endRuns();
    const now = Date.now();
    if (this.#phase === 'starting') {
      return; // the start itself fails, and says so
    }
    this.#endings.push(now);
    this.#enter('failed');
    const wait = pause(this.#endings, now);
    if (wait === undefined) {
      void this.#offerHelp(
        "Assay's server ended by itself again and again and is not started any more. The log says what it said last.",
      );
      return;
    }
    this.#log.warn(`the server ended by itself; it is started again in ${String(wait / 1000)} s`);
    this.#timer = later(() => void this.restart(), wait);
  }

  /** The server's own log, line by line, without a level: it is for those who look. */
  #keep(stream: NodeJS.ReadableStream): void {
    let rest = '';
    stream.on('data', (chunk: Buffer | string) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) {
        this.#log.info(line);
        this.#last = line.slice(0, 300) || this.#last;
      }
    });
  }

  /** What runs ends with the server, and does not vanish without a word. */
  #endRuns(): void {
    const titles = this.#toasts.running.map((each) => each.title);
    this.#toasts.clear();
    if (titles.length && !this.#disposed) {
      const words = `Assay: the server ended, and with it what was running. Choose it again: ${titles.join('; ')}`;
      void offer(window.showWarningMessage, words, LOG);
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#changed.fire();
  }

  async #offerHelp(words: string): Promise<void> {
    await offer(window.showErrorMessage, words, { Restart: () => this.restart(), ...LOG, ...SETTINGS });
  }
}
