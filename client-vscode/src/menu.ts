/** The entries of the status menu: how all stands, a line for each thing, then what can be done. */
import type { PaletteCommand } from './names.ts';
import type { Stand } from './stand.ts';

export interface Entry {
  readonly label: string;
  readonly command: `assay.${PaletteCommand}`;
  readonly description?: string;
}

const RUNNING: readonly Entry[] = [
  { label: '$(list-tree) Show what is running', command: 'assay.showRunning' },
  { label: '$(circle-slash) Cancel what is running', command: 'assay.cancelAll' },
];
const ALWAYS: readonly Entry[] = [
  { label: '$(wrench) Fix the type errors of this file', command: 'assay.fixFile' },
  { label: '$(beaker) Draft tests of the function at the cursor', command: 'assay.draftTests' },
  { label: '$(git-compare) Draft tests of what changed', command: 'assay.draftChanged' },
  { label: '$(arrow-swap) Migrate the configuration of the project', command: 'assay.migrateConfig' },
  { label: '$(checklist) Show evidence of this file', command: 'assay.showEvidence' },
  { label: '$(debug-restart) Restart the server', command: 'assay.restart' },
  { label: '$(output) Show the log', command: 'assay.showLog' },
  { label: '$(gear) Open the settings', command: 'assay.openSettings' },
  { label: '$(key) Store the key for the model', command: 'assay.setModelKey' },
];

/** All of it, as things stand. */
export function menuOf(stand: Stand, runs: boolean): readonly Entry[] {
  const lines = stand.lines.map((label): Entry => ({ label, command: 'assay.showLog', description: 'show the log' }));
  return [...lines, ...(runs ? RUNNING : []), ...ALWAYS];
}
