/** The item of the status bar and its menu: how the server is, what runs, what is lacking, and what can be done about it. */
import type { Disposable, StatusBarItem } from 'vscode';
import { commands, StatusBarAlignment, ThemeColor, window } from 'vscode';
import { setContext } from './context.ts';
import { menuOf } from './menu.ts';
import type { Server } from './server.ts';
import { standOf } from './stand.ts';
import type { Toasts } from './toasts.ts';

export class Status implements Disposable {
  readonly #server: Server;
  readonly #toasts: Toasts;
  readonly #item: StatusBarItem;
  readonly #listening: Disposable[];

  constructor(server: Server, toasts: Toasts) {
    this.#server = server;
    this.#toasts = toasts;
    this.#item = window.createStatusBarItem('status', StatusBarAlignment.Right, 100);
    this.#item.name = 'Assay';
    this.#item.command = 'assay.menu';
    const show = (): void => {
      this.#show();
    };
    this.#listening = [server.onDidChange(show), toasts.onDidChange(show)];
    show();
    this.#item.show();
  }

  /** The status in words, and all that can be done. */
  async menu(): Promise<void> {
    const stand = this.#stand();
    const entries = menuOf(stand, this.#toasts.running.length > 0);
    const chosen = await window.showQuickPick(entries, { title: `Assay: ${stand.words}` });
    if (chosen) {
      await commands.executeCommand(chosen.command);
    }
  }

  dispose(): void {
    for (const each of [...this.#listening, this.#item]) {
      each.dispose();
    }
  }

  #stand(): ReturnType<typeof standOf> {
    const titles = this.#toasts.running.map((each) => each.title);
    return standOf(this.#server.phase, this.#server.standings, titles);
  }

  #show(): void {
    const stand = this.#stand();
    this.#item.text = `$(${stand.icon}) Assay`;
    this.#item.tooltip = [`Assay: ${stand.words}`, ...stand.lines].join('\n');
    this.#item.accessibilityInformation = { label: `Assay: ${stand.words}`, role: 'button' };
    this.#item.backgroundColor = stand.warns ? new ThemeColor('statusBarItem.warningBackground') : undefined;
    setContext('running', this.#toasts.running.length > 0);
  }
}
