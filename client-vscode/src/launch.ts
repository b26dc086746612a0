/** How the server's process is started: with which program, and with what is the person's own and never a repository's. */
import type { ExtensionContext } from 'vscode';
import { CancellationTokenSource, ProgressLocation, Uri, window, workspace } from 'vscode';
import type { LogOutputChannel, Progress } from 'vscode';
import { ensureEnvironment } from './environment.ts';
import type { Making } from './installing.ts';
import { findPython } from './installing.ts';
import { asArguments, interpretersOf } from './interpreters.ts';
import type { Source } from './interpreters.ts';
import { modelKey, VARIABLE } from './key.ts';
import { handed } from './settings.ts';

/** A program with its arguments, and what its environment holds beside that of the editor. */
export interface Launch {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** The way to start the server now. Throws `SetupFailed`. */
export async function launchOf(
  context: ExtensionContext,
  sources: readonly Source[],
  log: LogOutputChannel,
): Promise<Launch> {
  const [command, ...before] = await program(context, log);
  const trust = workspace.isTrusted ? 'yes' : 'no';
  const interpreters = await foldersWithPython(sources, log);
  return {
    command: command ?? '',
    args: [...before, 'serve', '--trust', trust, ...asArguments(interpreters)],
    env: await environ(context),
  };
}

/** The folders whose Python is known. In a workspace that is not trusted nobody is asked: nothing runs there. */
async function foldersWithPython(
  sources: readonly Source[],
  log: LogOutputChannel,
): Promise<ReadonlyMap<string, string>> {
  const folders = workspace.isTrusted ? (workspace.workspaceFolders ?? []).map((each) => each.uri.fsPath) : [];
  const found = await interpretersOf(folders, sources, (text) => {
    log.warn(text);
  });
  for (const [folder, python] of found) {
    log.info(`${folder}: the Python that was chosen is ${python}`);
  }
  return found;
}

async function environ(context: ExtensionContext): Promise<Record<string, string>> {
  const configuration = workspace.getConfiguration('assay');
  const own = handed((key) => configuration.inspect(key));
  const key = await modelKey(context);
  // where the person says where else the key is, that is where it is
  const elsewhere = 'model_key_variable' in own || 'model_key_file' in own;
  if (key === undefined || elsewhere) {
    return { ASSAY_SETTINGS: JSON.stringify(own) };
  }
  return { ASSAY_SETTINGS: JSON.stringify({ ...own, model_key_variable: VARIABLE }), [VARIABLE]: key };
}

/** The server that the person names, else that of the package in an environment of its own. */
async function program(context: ExtensionContext, log: LogOutputChannel): Promise<readonly string[]> {
  // the value of the person alone: that of a workspace is not asked for, whatever its scope
  const named = workspace.getConfiguration('assay').inspect<string[]>('server.command')?.globalValue ?? [];
  if (named.length) {
    return named;
  }
  const python = await window.withProgress(
    { location: ProgressLocation.Notification, title: 'Assay', cancellable: true },
    (progress, cancelled) => withEnvironment(context, log, progress, cancelled),
  );
  return [python, '-I', '-m', 'assay'];
}

async function withEnvironment(
  context: ExtensionContext,
  log: LogOutputChannel,
  progress: Progress<{ message: string }>,
  cancelled = new CancellationTokenSource().token,
): Promise<string> {
  const abort = new AbortController();
  const listening = cancelled.onCancellationRequested(() => {
    abort.abort();
  });
  const making: Making = {
    report: (message) => {
      log.info(message);
      progress.report({ message });
    },
    log: (text) => {
      log.error(text);
    },
    signal: abort.signal,
  };
  const folder = Uri.joinPath(context.globalStorageUri, 'environments').fsPath;
  const named = workspace.getConfiguration('assay').inspect<string>('server.python')?.globalValue ?? '';
  try {
    return await ensureEnvironment(folder, context.asAbsolutePath('server'), () => findPython(named, making), making);
  } finally {
    listening.dispose();
  }
}
