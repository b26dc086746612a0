/** The view of evidence, one for the window: what the server sends is shown, and what a person chooses there is done. */
import { randomBytes } from 'node:crypto';
import type { Disposable, Event, WebviewPanel } from 'vscode';
import { commands, EventEmitter, Uri, ViewColumn, window, workspace } from 'vscode';
import { page } from './evidencePage.ts';
import type { Change, Evidence } from './protocol.ts';

const SCHEME = 'assay-patch';
const ASKED_AGAIN_MS = 1_000;
const ASKED_FOR_MS = 60_000;

const COMMANDS: Readonly<Record<string, string>> = {
  apply: 'assay.apply',
  discard: 'assay.discard',
  again: 'assay.run',
};

export class EvidenceView implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #changed = new EventEmitter<Uri>();
  readonly #listening: Disposable[];
  #panel: WebviewPanel | undefined;
  #shown: Evidence | undefined;
  #watch: NodeJS.Timeout | undefined;
  /** Whether the view itself asked, and not a person who wants to see it. */
  #quietly = false;

  constructor(arrives: Event<Evidence>) {
    this.#listening = [
      arrives((evidence) => {
        this.#show(evidence);
      }),
      workspace.registerTextDocumentContentProvider(SCHEME, {
        onDidChange: this.#changed.event,
        provideTextDocumentContent: (uri) => this.#texts.get(uri.toString()) ?? '',
      }),
    ];
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
    const quietly = this.#quietly && this.#shown?.run === evidence.run && this.#shown.unit === evidence.unit;
    this.#quietly = false;
    this.#shown = evidence;
    const panel = (this.#panel ??= this.#make());
    if (!same) {
      // a page that is made anew loses where its reader is
      panel.title = `Evidence: ${evidence.receipt.predicate.target.path}`;
      panel.webview.html = page(evidence, randomBytes(18).toString('base64url'));
    }
    if (evidence.state === 'decided') {
      clearInterval(this.#watch);
    }
    if (!quietly) {
      panel.reveal(undefined, false);
    }
  }

  #make(): WebviewPanel {
    const panel = window.createWebviewPanel('assay.evidence', 'Evidence', ViewColumn.Beside, {
      enableScripts: true,
      enableCommandUris: false,
      localResourceRoots: [],
    });
    panel.webview.onDidReceiveMessage((message: { readonly choice?: unknown; readonly index?: unknown }) => {
      void this.#chosen(String(message.choice), Number(message.index));
    });
    panel.onDidDispose(() => {
      clearInterval(this.#watch);
      this.#panel = undefined;
      this.#shown = undefined;
    });
    return panel;
  }

  async #chosen(choice: string, index: number): Promise<void> {
    const evidence = this.#shown;
    const command = COMMANDS[choice];
    if (!evidence) {
      return;
    }
    if (command) {
      await this.#decide(command, evidence);
    } else if (choice === 'file') {
      const change = evidence.changes[index];
      await (change ? this.#compare(evidence, change) : undefined);
    }
  }

  /** The server answers a command at once and acts later; what it was asked for is seen once its state is another. */
  async #decide(command: string, { run, unit }: Evidence): Promise<void> {
    await commands.executeCommand(command, { run, unit });
    this.#quietly = false;
    clearInterval(this.#watch);
    const until = Date.now() + ASKED_FOR_MS;
    this.#watch = setInterval(() => {
      if (Date.now() > until || this.#shown?.run !== run || this.#shown.unit !== unit) {
        clearInterval(this.#watch);
      } else {
        this.#quietly = true;
        void commands.executeCommand('assay.evidence', { run, unit });
      }
    }, ASKED_AGAIN_MS);
  }

  async #compare(evidence: Evidence, change: Change): Promise<void> {
    const side = (name: string, content: string | null): Uri => {
      const uri = Uri.from({
        scheme: SCHEME,
        path: `/${evidence.run}/${String(evidence.unit)}/${name}/${change.path}`,
      });
      this.#texts.set(uri.toString(), content ?? '');
      this.#changed.fire(uri);
      return uri;
    };
    const title = `${change.path}: before and after`;
    await commands.executeCommand('vscode.diff', side('before', change.before), side('after', change.after), title, {
      viewColumn: ViewColumn.One,
      preview: true,
    });
  }
}
