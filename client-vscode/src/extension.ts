/** Assay for VS Code: starts the server and shows what it says. All else the server does. */
import type { ExtensionContext } from 'vscode';
import { commands, window, workspace } from 'vscode';
import { setContext } from './context.ts';
import { EvidenceView } from './evidence.ts';
import { askModelKey, forgetModelKey, storeModelKey } from './key.ts';
import type { PaletteCommand } from './names.ts';
import { PALETTE } from './names.ts';
import { Running } from './running.ts';
import { Server } from './server.ts';
import { Status } from './status.ts';
import { draftChanged, draftTests, fixFile, fixProject, migrateConfig, showEvidence } from './tasks.ts';
import { Toasts } from './toasts.ts';

export function activate(context: ExtensionContext): void {
  const log = window.createOutputChannel('Assay', { log: true });
  const toasts = new Toasts();
  const server = new Server(context, log, toasts);
  const status = new Status(server, toasts);
  const running = new Running(toasts, server.onCandidate);
  const evidence = new EvidenceView(server.onEvidence, running);
  const restart = (): void => void server.restart();
  let storing = false;
  const run: Readonly<Record<PaletteCommand, () => unknown>> = {
    fixFile,
    fixProject,
    draftTests,
    draftChanged,
    migrateConfig,
    showEvidence,
    showRunning: () => {
      evidence.showRunning();
    },
    cancelAll: () => {
      toasts.running.forEach(({ token }) => {
        server.cancel(token);
      });
    },
    setModelKey: async () => {
      const key = await askModelKey();
      if (key !== undefined) {
        storing = true; // that it changed is no second reason
        try {
          await storeModelKey(context, key);
          await server.restart(); // until then the server asks without it
        } finally {
          storing = false;
        }
        void window.showInformationMessage('Assay: the key for the model is stored, and used from now on.');
      }
    },
    forgetModelKey: () => forgetModelKey(context),
    restart: () => server.restart(),
    showLog: () => {
      log.show();
    },
    openSettings: () => commands.executeCommand('workbench.action.openSettings', '@ext:assay.assay'),
    menu: () => status.menu(),
  };
  context.subscriptions.push(
    log,
    toasts,
    server,
    status,
    running,
    evidence,
    server.onOutcome((said) => {
      setContext('tested', true);
      evidence.ended(said);
    }),
    ...PALETTE.map((name) => commands.registerCommand(`assay.${name}`, run[name])),
    context.secrets.onDidChange(() => {
      if (!storing) {
        restart(); // it was changed in another window
      }
    }),
    workspace.onDidGrantWorkspaceTrust(restart),
    workspace.onDidChangeWorkspaceFolders(restart),
    workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('assay')) {
        restart();
      }
    }),
  );
  restart(); // the editor does not wait for it
}
