/** Who may know the Python of a folder here: the setting, then the extensions that people choose one with, where they are installed. */
import os from 'node:os';
import type { Event, Uri } from 'vscode';
import { extensions, Uri as Uris, workspace } from 'vscode';
import type { Source } from './interpreters.ts';
import { withVariables } from './interpreters.ts';

interface Environments {
  getEnvironment(folder: Uri): Promise<{ execInfo?: { run?: { executable?: string } } } | undefined>;
  readonly onDidChangeEnvironment?: Event<unknown>;
}

interface Python {
  readonly environments: {
    getActiveEnvironmentPath(folder: Uri): { path: string };
    resolveEnvironment(path: { path: string }): Promise<{ executable?: { uri?: Uri } } | undefined>;
    readonly onDidChangeActiveEnvironmentPath?: Event<unknown>;
  };
}

const ENVIRONMENTS = 'ms-python.vscode-python-envs';
const PYTHON = 'ms-python.python';

/** All of them, the setting first. `changed` is called when a person chooses another Python. */
export function sourcesHere(changed: () => void): readonly Source[] {
  const heard = new Set<string>();
  const hear = (name: string, event: Event<unknown> | undefined): void => {
    if (event && !heard.has(name)) {
      heard.add(name);
      event(changed);
    }
  };
  return [
    (folder) => {
      const set = workspace.getConfiguration('assay', Uris.file(folder)).get<string>('interpreter');
      return Promise.resolve(set ? withVariables(set, folder, os.homedir()) : undefined);
    },
    async (folder) => {
      const found = await extensions.getExtension<Environments>(ENVIRONMENTS)?.activate();
      hear(ENVIRONMENTS, found?.onDidChangeEnvironment);
      return (await found?.getEnvironment(Uris.file(folder)))?.execInfo?.run?.executable;
    },
    async (folder) => {
      const found = (await extensions.getExtension<Python>(PYTHON)?.activate())?.environments;
      hear(PYTHON, found?.onDidChangeActiveEnvironmentPath);
      const chosen = found?.getActiveEnvironmentPath(Uris.file(folder));
      return chosen && (await found?.resolveEnvironment(chosen))?.executable?.uri?.fsPath;
    },
  ];
}
