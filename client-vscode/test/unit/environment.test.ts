/** The server's own environment, with real Pythons: made once, whole or not at all, and made again when something went away. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import { ensureEnvironment } from '../../src/environment.ts';
import type { Making } from '../../src/installing.ts';
import { findPython, SetupFailed } from '../../src/installing.ts';
import { bundle, PYTHON } from './bundle.ts';

const home = mkdtempSync(path.join(os.tmpdir(), 'assay-environment-'));
after(() => {
  rmSync(home, { recursive: true });
});

function making(signal = new AbortController().signal): Making & { readonly said: string[] } {
  const said: string[] = [];
  return { report: (text) => said.push(text), log: (text) => said.push(text), signal, said };
}

function program(name: string, script: string): string {
  const file = path.join(home, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const found = (): Promise<string> => Promise.resolve(PYTHON);
const unwanted = (): Promise<string> => Promise.reject(new Error('nothing was to be made'));

test('what is half-made is made whole, once, and again when its Python is gone', { timeout: 240_000 }, async () => {
  const packed = bundle(home, 'whole');
  const folder = path.join(home, 'storage', 'server');
  const half = path.join(folder, '0123456789ab-01234567');
  mkdirSync(path.join(half, 'bin'), { recursive: true });
  writeFileSync(path.join(half, 'bin', 'python'), '#!/bin/false\n', { mode: 0o755 });

  const python = await ensureEnvironment(folder, packed, found, making());
  assert.equal(execFileSync(python, ['-I', '-c', 'import small; print(small.WHOLE)']).toString().trim(), 'True');
  assert.equal(await ensureEnvironment(folder, packed, unwanted, making()), python);
  assert.ok(!readdirSync(folder).includes(path.basename(half)), 'what is half-made is not left');

  rmSync(python);
  const another = await ensureEnvironment(folder, packed, found, making());
  assert.equal(execFileSync(another, ['-I', '-c', 'import small; print(small.WHOLE)']).toString().trim(), 'True');
});

test(
  'where it cannot be installed nothing counts as made, and the log has all that pip said',
  { timeout: 240_000 },
  async () => {
    const packed = bundle(home, 'unmet');
    mkdirSync(path.join(packed, 'wheels'));
    writeFileSync(path.join(packed, 'requirements.txt'), `nowhere==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    const folder = path.join(home, 'unmet-storage');
    const log = making();
    await assert.rejects(ensureEnvironment(folder, packed, found, log), (error: Error) => {
      assert.ok(error instanceof SetupFailed);
      return /could not be installed.*another system or another Python/.test(error.message);
    });
    assert.match(log.said.join('\n'), /nowhere==1\.0/);
    assert.deepEqual(readdirSync(folder), ['used']);
    assert.deepEqual(readdirSync(path.join(folder, 'used')), []);
  },
);

test('where a Python cannot make environments the one line to type is said', async () => {
  const python = program('no-ensurepip', 'case "$*" in *ensurepip*) exit 1;; *) echo python3.12;; esac');
  const making_ = ensureEnvironment(
    path.join(home, 'none'),
    bundle(home, 'for-none'),
    () => Promise.resolve(python),
    making(),
  );
  await assert.rejects(making_, /Type: sudo apt-get install python3\.12-venv/);
});

test('a build without a server says what to do', async () => {
  mkdirSync(path.join(home, 'empty'));
  const nothing = ensureEnvironment(path.join(home, 'x'), path.join(home, 'empty'), unwanted, making());
  await assert.rejects(nothing, /holds no server .*assay\.server\.command/);
});

test('it can be cancelled', async () => {
  const controller = new AbortController();
  const slow = program('slow', 'case "$*" in *-m*venv*) sleep 60;; esac');
  const ended = assert.rejects(
    ensureEnvironment(
      path.join(home, 'cancelled'),
      bundle(home, 'for-cancel'),
      () => Promise.resolve(slow),
      making(controller.signal),
    ),
    /was cancelled/,
  );
  setTimeout(() => {
    controller.abort();
  }, 300);
  await ended;
});

test('a Python is looked for, and one that is named and does not fit is not replaced by another', async () => {
  assert.equal(await findPython(PYTHON, making()), PYTHON);
  assert.ok(await findPython('', making()));
  await assert.rejects(findPython(program('old', 'exit 1'), making()), /is no Python from 3\.11 to 3\.14/);
});
