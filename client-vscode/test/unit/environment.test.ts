/** The server's own environment, with real Pythons: made once, whole or not at all, and made again when something went away. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, test } from 'node:test';
import type { Making } from '../../src/environment.ts';
import { ensureEnvironment, findPython, SetupFailed } from '../../src/environment.ts';

const home = mkdtempSync(path.join(os.tmpdir(), 'assay-environment-'));
after(() => {
  rmSync(home, { recursive: true });
});

const PYTHON = process.env['ASSAY_PYTHON'] ?? 'python3';
const MAKE_WHEEL = `
import sys, zipfile
info = 'small-1.0.dist-info/'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('small.py', 'WHOLE = True')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

function making(signal = new AbortController().signal): Making & { readonly said: string[] } {
  const said: string[] = [];
  return { report: (text) => said.push(text), log: (text) => said.push(text), signal, said };
}

/** A package with a server in it that needs nothing else. */
function bundle(name: string): string {
  const folder = path.join(home, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'requirements.txt'), '# nothing\n');
  execFileSync(PYTHON, ['-I', '-c', MAKE_WHEEL, path.join(folder, 'small-1.0-py3-none-any.whl')]);
  return folder;
}

function program(name: string, script: string): string {
  const file = path.join(home, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const found = (): Promise<string> => Promise.resolve(PYTHON);
const unwanted = (): Promise<string> => Promise.reject(new Error('nothing was to be made'));

test('what is half-made is made whole, once, and again when its Python is gone', { timeout: 240_000 }, async () => {
  const packed = bundle('whole');
  const folder = path.join(home, 'storage', 'server');
  mkdirSync(path.join(folder, 'bin'), { recursive: true });
  writeFileSync(path.join(folder, 'bin', 'python'), '#!/bin/false\n', { mode: 0o755 });

  const python = await ensureEnvironment(folder, packed, found, making());
  assert.equal(execFileSync(python, ['-I', '-c', 'import small; print(small.WHOLE)']).toString().trim(), 'True');
  assert.equal(await ensureEnvironment(folder, packed, unwanted, making()), python);

  rmSync(python);
  await ensureEnvironment(folder, packed, found, making());
  assert.equal(execFileSync(python, ['-I', '-c', 'import small; print(small.WHOLE)']).toString().trim(), 'True');
});

test(
  'where it cannot be installed nothing counts as made, and the log has all that pip said',
  { timeout: 240_000 },
  async () => {
    const packed = bundle('unmet');
    mkdirSync(path.join(packed, 'wheels'));
    writeFileSync(path.join(packed, 'requirements.txt'), `nowhere==1.0 --hash=sha256:${'0'.repeat(64)}\n`);
    const folder = path.join(home, 'unmet-storage');
    const log = making();
    await assert.rejects(ensureEnvironment(folder, packed, found, log), (error: Error) => {
      assert.ok(error instanceof SetupFailed);
      return /could not be installed.*another system or another Python/.test(error.message);
    });
    assert.match(log.said.join('\n'), /nowhere==1\.0/);
    assert.ok(!existsSync(path.join(folder, '.complete')));
  },
);

test('where a Python cannot make environments the one line to type is said', async () => {
  const python = program('no-ensurepip', 'case "$*" in *ensurepip*) exit 1;; *) echo python3.12;; esac');
  const making_ = ensureEnvironment(
    path.join(home, 'none'),
    bundle('for-none'),
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
      bundle('for-cancel'),
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
