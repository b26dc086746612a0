/** The names that package.json and the code share; those in package.json begin with `assay.`. */

/** The commands of the palette: what package.json contributes, no more and no less. */
export const PALETTE = [
  'fixFile',
  'fixProject',
  'draftTests',
  'draftChanged',
  'migrateConfig',
  'showEvidence',
  'showRunning',
  'cancelAll',
  'setModelKey',
  'forgetModelKey',
  'restart',
  'showLog',
  'openSettings',
  'menu',
] as const;

export type PaletteCommand = (typeof PALETTE)[number];

/** What a condition can ask for: whether something runs, whether anything was put to the test, whether evidence was shown. */
export const CONTEXTS = ['running', 'tested', 'evidenceShown'] as const;

export type Context = (typeof CONTEXTS)[number];
