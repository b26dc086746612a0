/** What goes to the server by which way: nothing that a repository sets reaches what is handed over at the start. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Found } from '../../src/settings.ts';
import { handed, narrowing } from '../../src/settings.ts';
import { SETTINGS } from '../../src/generated.ts';

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly scope: string }>> };
  };
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
}

const read = (name: string): string => readFileSync(new URL(`../../${name}`, import.meta.url), 'utf8');
const manifest = JSON.parse(read('package.json')) as Manifest;

function having(values: Readonly<Record<string, Found>>): (key: string) => Found | undefined {
  return (key) => values[key];
}

test("a person's own settings are handed over, under the server's names", () => {
  const found = having({
    modelUrl: { globalValue: 'http://localhost:1/v1' },
    budget: { globalValue: 0 },
    containerIsSandbox: { globalValue: false },
  });
  assert.deepEqual(handed(found), { model_url: 'http://localhost:1/v1', budget: 0, container_is_sandbox: false });
});

test('what a workspace sets is never handed over, whatever it is', () => {
  const theirs = Object.fromEntries(
    SETTINGS.map(({ key }) => [key, { workspaceValue: 'x', workspaceFolderValue: 'y' }]),
  );
  assert.deepEqual(handed(having(theirs)), {});
});

test('over the wire goes what can narrow, the folder before the workspace', () => {
  const found = having({
    tests: { globalValue: 'related', workspaceValue: 'related', workspaceFolderValue: 'all' },
    budget: { workspaceValue: 5 },
    modelUrl: { workspaceValue: 'http://evil.invalid/v1' },
  });
  assert.deepEqual(narrowing(found), { tests: 'all', budget: 5 });
});

test('what is empty is not set', () => {
  assert.deepEqual(handed(having({ checker: { globalValue: '' }, model: { globalValue: null } })), {});
});

test('a workspace can set only what narrows, and the Python of its folders once it is trusted', () => {
  const { properties } = manifest.contributes.configuration;
  const { restrictedConfigurations: restricted } = manifest.capabilities.untrustedWorkspaces;
  for (const [name, { scope }] of Object.entries(properties)) {
    const setting = SETTINGS.find(({ key }) => `assay.${key}` === name);
    const wanted =
      setting?.narrows || name === 'assay.codeLens'
        ? 'resource'
        : setting?.key === 'interpreter'
          ? 'machine-overridable'
          : 'machine';
    assert.equal(scope, wanted, name);
    assert.equal(restricted.includes(name), scope !== 'resource', name);
  }
});
