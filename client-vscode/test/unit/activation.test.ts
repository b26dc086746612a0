/** What VS Code waits for at the start is small: the library of the protocol is loaded later. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

const SOURCE = path.join(import.meta.dirname, '..', '..', 'src');
const IMPORTED = /^import (?!type\b)(?:[^;]*? from )?'([^']+)';/gms;

/** What is loaded at once where a module is: the names of packages, through all files. */
function loaded(file: string, seen = new Set<string>()): Set<string> {
  if (!seen.has(file)) {
    seen.add(file);
    for (const [, name = ''] of readFileSync(path.join(SOURCE, file), 'utf-8').matchAll(IMPORTED)) {
      if (name.startsWith('./')) {
        loaded(name.slice(2), seen);
      } else {
        seen.add(name);
      }
    }
  }
  return seen;
}

test('the start of the extension loads nothing but its own files, the editor and Node.js', () => {
  const all = [...loaded('extension.ts')];
  assert.ok(all.includes('server.ts') && all.includes('vscode'));
  assert.deepEqual(
    all.filter((each) => !each.endsWith('.ts') && each !== 'vscode' && !each.startsWith('node:')),
    [],
  );
});

test('what a file loads by way of another is seen', () => {
  assert.ok(loaded('connection.ts').has('vscode-languageclient/node'));
  assert.ok(!loaded('toasts.ts').has('vscode-languageclient/node'), 'types alone are nothing to load');
});
