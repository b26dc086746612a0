/** The view of evidence, one for the window: what the server sends is shown, and what a person chooses there is done. */
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Disposable, Event, WebviewPanel } from 'vscode';
import { commands, EventEmitter, Uri, ViewColumn, window, workspace } from 'vscode';
import { offer, SETTINGS } from './buttons.ts';
import { setContext } from './context.ts';
import { evidencePage } from './evidencePage.ts';
import type { Change, Evidence, OutcomeSaid } from './protocol.ts';
import type { Running } from './running.ts';
import { live, runningPage } from './runningPage.ts';

const SCHEME = 'assay-evidence';
const ASKED_AGAIN_MS = 1_000;
const ASKED_FOR_MS = 60_000;

const COMMANDS: Readonly<Record<string, string>> = {
  apply: 'assay.apply',
  discard: 'assay.discard',
  again: 'assay.run',
};

/** What the page says of a button that was clicked. */
type Clicked = Readonly<Record<'choice' | 'index' | 'run' | 'candidate', unknown>>;

export class EvidenceView implements Disposable {
  /** What can be opened beside the view, to be read: nobody can edit what comes from here. */
  readonly #texts = new Map<string, () => Thenable<string> | string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #listening: Disposable[];
  readonly #running: Running;
  #panel: WebviewPanel | undefined;
  #shown: Evidence | 'running' | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** Whether the view itself asked, and not a person who wants to see it. */
  #quietly = false;

  constructor(arrives: Event<Evidence>, running: Running) {
    this.#running = running;
    this.#listening = [
      arrives((evidence) => {
        this.#show(evidence);
      }),
      running.onDidChange(() => {
        if (this.#shown === 'running') {
          void this.#panel?.webview.postMessage({ live: live(running.runs) });
        }
      }),
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString())?.(),
      }),
    ];
  }

  /** Show what runs, with its candidates, as long as it does. */
  showRunning(): void {
    this.#shown = 'running';
    const panel = (this.#panel ??= this.#make());
    panel.title = 'Running';
    panel.webview.html = runningPage(this.#running.runs, nonce());
    panel.reveal(undefined, false);
  }

  /** What came of a run is shown where the run was. */
  ended({ run, unit }: OutcomeSaid): void {
    if (this.#shown === 'running' && !this.#running.runs.length) {
      this.#shown = undefined;
      void commands.executeCommand('assay.evidence', { run, unit });
    }
  }

  dispose(): void {
    clearInterval(this.#watch);
    this.#panel?.dispose();
    this.#changed.dispose();
    for (const each of this.#listening) {
      each.dispose();
    }
  }

  #show(evidence: Evidence): void {
    const same = this.#panel !== undefined && JSON.stringify(this.#shown) === JSON.stringify(evidence);
    const quietly = this.#quietly && this.#isShown(evidence);
    this.#quietly = false;
    this.#shown = evidence;
    setContext('evidenceShown', true);
    const panel = (this.#panel ??= this.#make());
    if (!same) {
      // a page that is made anew loses where its reader is
      panel.title = `Evidence: ${evidence.receipt.predicate.target.path}`;
      panel.webview.html = evidencePage(evidence, nonce());
    }
    if (evidence.state === 'decided') {
      clearInterval(this.#watch);
    }
    if (!quietly) {
      panel.reveal(undefined, false);
    }
  }

  #isShown({ run, unit }: { readonly run: string; readonly unit: number }): boolean {
    return typeof this.#shown === 'object' && this.#shown.run === run && this.#shown.unit === unit;
  }

  #make(): WebviewPanel {
    const panel = window.createWebviewPanel('assay.evidence', 'Evidence', ViewColumn.Beside, {
      enableScripts: true,
      enableCommandUris: false,
      localResourceRoots: [],
    });
    panel.webview.onDidReceiveMessage((clicked: Clicked) => {
      void (typeof this.#shown === 'object' ? this.#chosen(this.#shown, clicked) : this.#ends(clicked));
    });
    panel.onDidDispose(() => {
      clearInterval(this.#watch);
      this.#panel = undefined;
      this.#shown = undefined;
    });
    return panel;
  }

  async #chosen(evidence: Evidence, { choice, index }: Clicked): Promise<void> {
    const command = COMMANDS[String(choice)];
    if (command) {
      await this.#decide(command, evidence);
    } else if (choice === 'another') {
      await this.#another(evidence);
    } else if (choice === 'survivor') {
      await this.#notice(evidence, Number(index) + 1);
    } else if (choice === 'file') {
      const change = evidence.changes[Number(index)];
      await (change ? this.#compare(evidence, change) : undefined);
    } else if (choice === 'trace' && evidence.trace !== null) {
      await this.#openTrace(evidence, evidence.trace);
    }
  }

  /** End one candidate; the run goes on without it. */
  async #ends({ choice, run, candidate }: Clicked): Promise<void> {
    const reason = choice === 'remark' ? await askRemark('Why is this candidate ended? The next attempt sees it.') : '';
    if (reason !== undefined) {
      await commands.executeCommand('assay.end', { run, candidate: Number(candidate), reason });
    }
  }

  /** Have it done in another way, and show that. */
  async #another({ run, unit }: Evidence): Promise<void> {
    const reason = await askRemark('What should be different? The next attempt sees it, and the receipt keeps it.');
    if (reason !== undefined) {
      clearInterval(this.#watch);
      await commands.executeCommand('assay.discard', { run, unit, reason, again: true });
      this.showRunning();
    }
  }

  /** Have a fault noticed that no test notices, and show that. */
  async #notice({ run, unit }: Evidence, survivor: number): Promise<void> {
    const intent = await window.showInputBox({
      title: 'Assay',
      prompt: 'What should come of it? An example becomes a test; other words are for a model.',
      placeHolder: 'grade(-1) raises ValueError',
      ignoreFocusOut: true,
    });
    if (intent?.trim()) {
      clearInterval(this.#watch);
      await commands.executeCommand('assay.run', { run, unit, survivor, intent });
      this.showRunning();
    }
  }

  /** The server answers a command at once and acts later; what it was asked for is seen once its state is another. */
  async #decide(command: string, { run, unit }: Evidence): Promise<void> {
    await commands.executeCommand(command, { run, unit });
    this.#quietly = false;
    clearInterval(this.#watch);
    const until = Date.now() + ASKED_FOR_MS;
    this.#watch = setInterval(() => {
      if (Date.now() > until || !this.#isShown({ run, unit })) {
        clearInterval(this.#watch);
      } else {
        this.#quietly = true;
        void commands.executeCommand('assay.evidence', { run, unit });
      }
    }, ASKED_AGAIN_MS);
  }

  async #compare(evidence: Evidence, change: Change): Promise<void> {
    const side = (name: string, content: string | null): Uri =>
      this.#readable(evidence, `${name}/${change.path}`, () => content ?? '');
    const title = `${change.path}: before and after`;
    await commands.executeCommand('vscode.diff', side('before', change.before), side('after', change.after), title, {
      viewColumn: ViewColumn.One,
      preview: true,
    });
  }
  /** What was said to a model and came back, line by line, as it was kept. */
  async #openTrace(evidence: Evidence, file: string): Promise<void> {
    try {
      const uri = this.#readable(evidence, 'trace.jsonl', () => readFile(file, 'utf-8'));
      const document = await workspace.openTextDocument(uri);
      await window.showTextDocument(document, { viewColumn: ViewColumn.One, preview: true });
    } catch {
      const words = `Assay: the trace cannot be read any more. It is kept for as long as assay.modelTraces says: ${file}`;
      await offer(window.showErrorMessage, words, SETTINGS);
    }
  }

  /** The address of a text that belongs to a unit. */
  #readable({ run, unit }: Evidence, name: string, content: () => Thenable<string> | string): Uri {
    const uri = Uri.from({ scheme: SCHEME, path: `/${run}/${String(unit)}/${name}` });
    this.#texts.set(uri.toString(), content);
    this.#changed.fire(uri);
    return uri;
  }
}

/** Drawn anew for each page. */
function nonce(): string {
  return randomBytes(18).toString('base64url');
}

/** A remark, empty where the person has none; undefined where they think better of it. */
async function askRemark(prompt: string): Promise<string | undefined> {
  return window.showInputBox({ title: 'Assay', prompt, placeHolder: 'keep the signature', ignoreFocusOut: true });
}
