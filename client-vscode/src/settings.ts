/** Which settings go to the server, and by which way: the person's own at its start, a workspace's over the wire. */
import type { Setting } from './generated.ts';
import { SETTINGS } from './generated.ts';

/** What VS Code knows of a setting, by who set it. */
export interface Found {
  readonly globalValue?: unknown;
  readonly workspaceValue?: unknown;
  readonly workspaceFolderValue?: unknown;
}

type Inspect = (key: string) => Found | undefined;

/** The person's own settings, as the server takes them at its start. A repository has no part in them. */
export function handed(inspect: Inspect): Record<string, unknown> {
  const own = SETTINGS.filter((each) => each.name !== 'interpreter');
  return valuesOf(own, (key) => inspect(key)?.globalValue);
}

/** What a workspace or one of its folders sets: the server takes of it what narrows. */
export function narrowing(inspect: Inspect): Record<string, unknown> {
  const theirs = SETTINGS.filter((each) => each.narrows);
  return valuesOf(theirs, (key) => inspect(key)?.workspaceFolderValue ?? inspect(key)?.workspaceValue);
}

function valuesOf(settings: readonly Setting[], value: (key: string) => unknown): Record<string, unknown> {
  const found = settings.map((each) => [each.name, value(each.key)] as const);
  return Object.fromEntries(found.filter(([, each]) => each !== undefined && each !== null && each !== ''));
}
