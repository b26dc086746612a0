/** The tasks of the palette. Each takes what the server offers for the place, so that there is one way to everything. */
import type { CodeAction, Command, Uri, WorkspaceFolder } from 'vscode';
import { commands, Range, window, workspace } from 'vscode';
import { KINDS } from './generated.ts';

/** Fix the type errors of the file that is open. */
export async function fixFile(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  if (uri) {
    await run({ action: 'fix_types', title: 'Fix the type errors of this file', uri: uri.toString() });
  }
}

/** Fix the type errors of the project that the open file belongs to. */
export async function fixProject(): Promise<void> {
  await doOffered(`${KINDS.fix_types}.project`, 'fix_types', 'Fix the type errors of the project');
}

/** Move the configuration of the project that the open file belongs to into pyproject.toml; that of one file is in its own menu. */
export async function migrateConfig(): Promise<void> {
  await doOffered(`${KINDS.migrate_config}.project`, 'migrate_config', 'Migrate the configuration of the project');
}

/** Draft tests of the function on whose head the cursor is. */
export async function draftTests(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const [offered] = uri ? await offers(uri, KINDS.draft_tests) : [];
  if (offered) {
    await execute(offered);
  } else {
    void window.showInformationMessage(
      'Put the cursor on the line that begins a public function of a module: tests are drafted of that function.',
    );
  }
}

/** Draft tests of the functions with lines that changed since the last commit and that no test runs. */
export async function draftChanged(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const folder = (uri && workspace.getWorkspaceFolder(uri)) ?? (await chosenFolder());
  if (folder) {
    await run({
      action: 'draft_tests',
      title: 'Draft tests of what changed',
      uri: folder.uri.toString(),
      changed: true,
    });
  }
}

/** Show the evidence of the last run in the file that is open; where there are several changes, ask for which. */
export async function showEvidence(): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const offered = uri ? await offers(uri, 'quickfix') : [];
  const found = offered.filter((each) => each.command === 'assay.evidence');
  if (!found.length) {
    void window.showInformationMessage(
      'There is no evidence yet: nothing was run in this file since the server started.',
    );
    return;
  }
  const chosen = found.length === 1 ? found[0] : (await window.showQuickPick(choices(found)))?.command;
  if (chosen) {
    await execute(chosen);
  }
}

function choices(found: readonly Command[]): { readonly label: string; readonly command: Command }[] {
  return found.map((command) => ({ label: command.title, command }));
}

/** Choose what the server offers for the project; where nothing is open in it, ask for it by the folder. */
async function doOffered(kind: string, action: string, title: string): Promise<void> {
  const uri = window.activeTextEditor?.document.uri;
  const [offered] = uri ? await offers(uri, kind) : [];
  if (offered) {
    await execute(offered);
    return;
  }
  const folder = (uri && workspace.getWorkspaceFolder(uri)) ?? (await chosenFolder());
  if (folder) {
    await run({ action, title, uri: folder.uri.toString() });
  }
}

async function chosenFolder(): Promise<WorkspaceFolder | undefined> {
  const folders = workspace.workspaceFolders ?? [];
  return folders.length > 1 ? window.showWorkspaceFolderPick() : folders[0];
}

async function offers(uri: Uri, kind: string): Promise<readonly Command[]> {
  return (await actions(uri, kind)).flatMap((each) => each.command ?? []);
}

async function execute({ command, arguments: given }: Command): Promise<void> {
  await commands.executeCommand(command, ...((given ?? []) as unknown[]));
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
