/** The tasks of the palette. Each takes what the server offers for the place, so that there is one way to everything. */
import type { CodeAction, Command } from 'vscode';
import { commands, Range, Uri, window, workspace } from 'vscode';
import { WHOLE } from './generated.ts';

/** Fix the type errors of the file that is open. */
export async function fixFile(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri) {
    await run({ action: 'fix_types', title: 'Fix the type errors of this file', uri: uri.toString() });
  }
}

/** Fix the type errors of the project that the open file belongs to. */
export async function fixProject(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const offered = uri ? await actions(uri, WHOLE) : [];
  const [project] = offered.filter((each) => each.title.endsWith('project')).flatMap((each) => each.command ?? []);
  const folder = (uri && workspace.getWorkspaceFolder(uri)) ?? workspace.workspaceFolders?.[0];
  if (project) {
    await commands.executeCommand(project.command, ...((project.arguments ?? []) as unknown[]));
  } else if (folder) {
    await run({ action: 'fix_types', title: 'Fix the type errors of the project', uri: folder.uri.toString() });
  }
}

/** Show the evidence of the last run in the file that is open; where there are several changes, ask for which. */
export async function showEvidence(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const offered = uri ? await actions(uri, 'quickfix') : [];
  const found = offered.flatMap((each) => each.command ?? []).filter((each) => each.command === 'assay.evidence');
  if (!found.length) {
    void window.showInformationMessage(
      'There is no evidence yet: nothing was run in this file since the server started.',
    );
    return;
  }
  const chosen = found.length === 1 ? found[0] : (await window.showQuickPick(choices(found)))?.command;
  if (chosen) {
    await commands.executeCommand(chosen.command, ...((chosen.arguments ?? []) as unknown[]));
  }
}

function choices(found: readonly Command[]): { readonly label: string; readonly command: Command }[] {
  return found.map((command) => ({ label: command.title, command }));
}

async function actions(uri: Uri, kind: string): Promise<readonly CodeAction[]> {
  const place = window.activeTextEditor?.selection ?? new Range(0, 0, 0, 0);
  return (
    (await commands.executeCommand<CodeAction[] | undefined>('vscode.executeCodeActionProvider', uri, place, kind)) ??
    []
  );
}

async function run(argument: Readonly<Record<string, unknown>>): Promise<void> {
  if ((await commands.getCommands(true)).includes('assay.run')) {
    await commands.executeCommand('assay.run', { ...argument, intent: '', constraints: [] });
  } else {
    await commands.executeCommand('assay.menu'); // it says why there is no server, and what can be done
  }
}
