/** The commands of the palette: what package.json contributes, no more and no less. Their names there begin with `assay.`. */
export const PALETTE = [
  'fixFile',
  'fixProject',
  'draftTests',
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
