/** What windows share a folder by: one makes at a time, and what a living window uses is known to all. */
import { randomBytes } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';

const LOOK_MS = 300;
const RENEW_MS = 5_000;
const GIVEN_UP_MS = 60_000;
const FORGOTTEN_MS = 7 * 24 * 3_600_000;

/** How a lock is waited for. `waiting` is called once where it is held by another. */
export interface Wait {
  readonly signal: AbortSignal;
  readonly waiting: () => void;
  /** How long an owner who cannot be asked may leave it as it is, in milliseconds. */
  readonly patience?: number;
}

/** Do some work while no other window does. A lock whose owner died, or renews it no more, holds nobody up. */
export async function alone<T>(lock: string, wait: Wait, work: () => Promise<T>): Promise<T> {
  const owner = JSON.stringify({ ...self(), token: randomBytes(8).toString('hex') });
  await mkdir(path.dirname(lock), { recursive: true });
  await taken(lock, owner, wait);
  const renewing = setInterval(() => {
    void utimes(lock, new Date(), new Date()).catch(() => undefined);
  }, RENEW_MS);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    if ((await textOf(lock)) === owner) {
      await rm(lock, { force: true });
    }
  }
}

/** Let all windows know that this one uses what is called so, until its process ends. */
export async function use(folder: string, name: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(mark(folder, name), '');
}

/** It is not used after all. */
export async function leave(folder: string, name: string): Promise<void> {
  await rm(mark(folder, name), { force: true });
}

/** Whether a living window uses what is called so. Marks of those that ended are wiped out. */
export async function isUsed(folder: string, name: string): Promise<boolean> {
  const names = (await readdir(folder).catch(() => [])).filter((each) => each.startsWith(`${name}@`));
  const living = await Promise.all(
    names.map(async (each) => {
      const [, pid, ...host] = each.split('@');
      const lives = await isAlive({ pid: Number(pid), host: host.join('@') }, path.join(folder, each));
      await (lives ? undefined : rm(path.join(folder, each), { force: true }));
      return lives;
    }),
  );
  return living.includes(true);
}

function mark(folder: string, name: string): string {
  const { host, pid } = self();
  return path.join(folder, `${name}@${String(pid)}@${host}`);
}

interface Owner {
  readonly pid: number;
  readonly host: string;
}

function self(): Owner {
  return { pid: process.pid, host: os.hostname() };
}

/** Of a process of another machine or container only the age of what it wrote tells anything. */
async function isAlive(owner: Owner, file: string): Promise<boolean> {
  return owner.host === os.hostname() ? runs(owner.pid) : Date.now() - ((await written(file)) ?? 0) < FORGOTTEN_MS;
}

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'; // it is somebody else's
  }
}

async function taken(lock: string, owner: string, wait: Wait): Promise<void> {
  let [seen, since] = ['', performance.now()];
  for (let told = false; ; told = true) {
    if (await created(lock, owner)) {
      return;
    }
    const found = await textOf(lock);
    const now = `${found ?? ''} ${String(await written(lock))}`;
    if (now !== seen) {
      [seen, since] = [now, performance.now()];
    }
    if (found !== undefined && (isOrphan(found) || performance.now() - since > (wait.patience ?? GIVEN_UP_MS))) {
      await broken(lock, found);
      continue;
    }
    if (!told) {
      wait.waiting();
    }
    await setTimeout(LOOK_MS, undefined, { signal: wait.signal });
  }
}

/** Whether it was there for the taking. */
async function created(lock: string, owner: string): Promise<boolean> {
  try {
    await writeFile(lock, owner, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') {
      throw error;
    }
    return false;
  }
}

/** Take a lock away from one who died: by renaming, so that of two who try one does; it is given back if it is another's by now. */
async function broken(lock: string, expected: string): Promise<void> {
  const aside = `${lock}-${randomBytes(8).toString('hex')}`;
  await rename(lock, aside).catch(() => undefined);
  const found = await textOf(aside);
  if (found !== undefined && found !== expected) {
    await created(lock, found);
  }
  await rm(aside, { force: true });
}

function isOrphan(text: string): boolean {
  try {
    const { pid, host } = JSON.parse(text) as Owner;
    return host === os.hostname() && !runs(pid);
  } catch {
    return false; // whose it is cannot be told, so that only time tells
  }
}

async function written(file: string): Promise<number | undefined> {
  return stat(file).then(
    (found) => found.mtimeMs,
    () => undefined,
  );
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
