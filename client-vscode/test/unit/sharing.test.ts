/** Windows that share one folder of environments, as processes of their own: none takes anything from another. */
import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { after, test } from 'node:test';
import { alone, isUsed, use } from '../../src/sharing.ts';
import { bundle, PYTHON } from './bundle.ts';

const home = mkdtempSync(path.join(os.tmpdir(), 'assay-sharing-'));
const windows: ChildProcess[] = [];
after(() => {
  windows.forEach((each) => each.kill('SIGKILL'));
  rmSync(home, { recursive: true });
});

interface Window {
  readonly python: Promise<string>;
  readonly said: () => string;
  readonly kill: () => Promise<void>;
}

function open(root: string, packed: string, base = PYTHON): Window {
  const script = path.join(import.meta.dirname, 'window.ts');
  const child = spawn(process.execPath, ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON', script, root, packed, base]);
  windows.push(child);
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const python = new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).once('line', resolve);
    child.once('exit', (code) => {
      reject(new Error(`ended with ${String(code)}: ${said}`));
    });
  });
  python.catch(() => undefined); // one that is killed gives none
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await (child.exitCode === null && child.signalCode === null ? once(child, 'exit') : undefined);
  };
  return { python, said: () => said, kill };
}

const made = (root: string): string[] => readdirSync(root).filter((name) => /^[0-9a-f]{12}-/.test(name));
const works = (python: string): string =>
  execFileSync(python, ['-I', '-c', 'import small; print(1)']).toString().trim();
const never = new AbortController().signal;

test('of two that start at once one makes it; an upgrade takes it from nobody', { timeout: 380_000 }, async () => {
  const root = path.join(home, 'two');
  const packed = bundle(home, 'for-two');
  const both = [open(root, packed), open(root, packed)];
  const [one = '', other] = await Promise.all(both.map((each) => each.python));
  assert.equal(one, other);
  assert.equal(works(one), '1');
  assert.equal(made(root).length, 1);
  assert.match(both.map((each) => each.said()).join(''), /another window is setting up the server/);
});

test(
  'an upgrade leaves the one that a window uses, and takes it once that is closed',
  { timeout: 240_000 },
  async () => {
    const root = path.join(home, 'upgrade');
    const older = open(root, bundle(home, 'older'));
    const old = await older.python;
    const newer = bundle(home, 'newer', 'newer = 1');
    const current = await open(root, newer).python;
    assert.notEqual(current, old);
    assert.equal(works(old), '1');
    await older.kill();
    assert.equal(await open(root, newer).python, current);
    assert.ok(!existsSync(old));
    assert.equal(works(current), '1');
  },
);

test('a window that is killed while it makes one holds up nobody', { timeout: 240_000 }, async () => {
  const root = path.join(home, 'killed');
  const packed = bundle(home, 'for-killed');
  const slow = path.join(home, 'slow');
  writeFileSync(slow, '#!/bin/sh\ncase "$*" in *-m*venv*) sleep 60;; esac\n', { mode: 0o755 });
  const first = open(root, packed, slow);
  while (!first.said().includes('making an environment')) {
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  assert.match(readFileSync(path.join(root, 'lock'), 'utf8'), /"pid":/);
  await first.kill();
  assert.equal(works(await open(root, packed).python), '1');
  assert.equal(made(root).length, 1);
});

test('a lock of another machine is broken once it is renewed no more, and not before', async () => {
  const folder = path.join(home, 'elsewhere');
  mkdirSync(folder);
  const lock = path.join(folder, 'lock');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, host: 'another.machine', token: '' }));
  const began = performance.now();
  let told = 0;
  const waiting = (): void => {
    told += 1;
  };
  assert.equal(await alone(lock, { signal: never, waiting, patience: 700 }, () => Promise.resolve(7)), 7);
  assert.ok(performance.now() - began >= 700);
  assert.equal(told, 1);
  assert.deepEqual(readdirSync(folder), []);
});

test('who waits can be told not to', async () => {
  const lock = path.join(home, 'waited-for');
  writeFileSync(lock, JSON.stringify({ pid: process.pid, host: os.hostname(), token: '' }));
  const controller = new AbortController();
  const waiting = (): void => {
    controller.abort();
  };
  await assert.rejects(
    alone(lock, { signal: controller.signal, waiting }, () => Promise.resolve()),
    /aborted/,
  );
});

test('only what a living window uses counts as used', async () => {
  const folder = path.join(home, 'used');
  assert.equal(await isUsed(folder, 'one'), false);
  await use(folder, 'one');
  assert.equal(await isUsed(folder, 'one'), true);
  const ended = execFileSync('sh', ['-c', 'echo $$']).toString().trim();
  writeFileSync(path.join(folder, `two@${ended}@${os.hostname()}`), '');
  writeFileSync(path.join(folder, 'three@1@another.machine'), '');
  assert.equal(await isUsed(folder, 'two'), false);
  assert.equal(await isUsed(folder, 'three'), true);
});
