/**
 * The environment that the extension makes for its own server: once for all windows, from what the package holds. Each is
 * a folder of its own that is never changed once it is whole, so that a newer one takes nothing from a server that runs.
 */
import { createHash, randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { Making } from './installing.ts';
import { CANCELLED, exists, install, makeVenv, SetupFailed, wheelsIn } from './installing.ts';
import { alone, isUsed, leave, use } from './sharing.ts';

const STAMP = '.complete';
const NAMED = /^[0-9a-f]{12}-[0-9a-f]{8}$/;

/** The Python of an environment below `root`, made from the package in `bundle` where no window made it yet. */
export async function ensureEnvironment(
  root: string,
  bundle: string,
  python: () => Promise<string>,
  making: Making,
): Promise<string> {
  const state = await stateOf(bundle);
  const wait = {
    signal: making.signal,
    waiting: () => {
      making.report('another window is setting up the server');
    },
  };
  const ready = (): Promise<string | undefined> => whole(root, state);
  const made = async (): Promise<string> => {
    const base = await python();
    const name = `${state.slice(0, 12)}-${randomBytes(4).toString('hex')}`;
    await make(root, name, base, bundle, making);
    await writeFile(path.join(root, name, STAMP), state);
    return name;
  };
  try {
    const name = (await ready()) ?? (await alone(path.join(root, 'lock'), wait, async () => (await ready()) ?? made()));
    await sweep(root, making);
    return pythonOf(path.join(root, name));
  } catch (error) {
    throw making.signal.aborted ? new SetupFailed(CANCELLED) : error;
  }
}

async function make(root: string, name: string, base: string, bundle: string, making: Making): Promise<void> {
  const folder = path.join(root, name);
  await use(marks(root), name);
  try {
    making.report('making an environment for the server (once, about a minute)');
    await makeVenv(base, folder, making);
    making.report('installing what the server needs');
    await install(pythonOf(folder), bundle, making);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    await leave(marks(root), name);
    throw error;
  }
}

/** One that is whole and up to date, marked as used by this window. Marked first: who removes it looks for marks last. */
async function whole(root: string, state: string): Promise<string | undefined> {
  for (const name of await environments(root)) {
    if (await fits(path.join(root, name), state)) {
      await use(marks(root), name);
      if (await fits(path.join(root, name), state)) {
        return name;
      }
    }
  }
  return undefined;
}

async function fits(folder: string, state: string): Promise<boolean> {
  return (await textOf(path.join(folder, STAMP))) === state && (await exists(pythonOf(folder)));
}

/** Remove what no window uses: older ones, and what was never finished. */
async function sweep(root: string, making: Making): Promise<void> {
  for (const name of await environments(root)) {
    if (!(await isUsed(marks(root), name))) {
      await remove(root, name).catch((error: unknown) => {
        making.log(`an environment that nobody uses could not be removed: ${String(error)}`);
      });
    }
  }
}

/** Its stamp goes first, so that a window that begins to use it meanwhile sees that, or is seen. */
async function remove(root: string, name: string): Promise<void> {
  const stamp = path.join(root, name, STAMP);
  const state = await textOf(stamp);
  await rm(stamp, { force: true });
  if (!(await isUsed(marks(root), name))) {
    await rm(path.join(root, name), { recursive: true, force: true });
  } else if (state !== undefined) {
    await writeFile(stamp, state);
  }
}

async function environments(root: string): Promise<string[]> {
  return (await readdir(root).catch(() => [])).filter((name) => NAMED.test(name)).sort();
}

function marks(root: string): string {
  return path.join(root, 'used');
}

function pythonOf(folder: string): string {
  return path.join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
}

/** What an environment is made from; equal texts mean that there is nothing to do. */
async function stateOf(bundle: string): Promise<string> {
  const wheels = await wheelsIn(bundle);
  if (wheels.length !== 1) {
    throw new SetupFailed(
      `This build of the extension holds no server (${bundle}). Name an installed one in the setting assay.server.command.`,
    );
  }
  const hash = createHash('sha256');
  for (const name of ['requirements.txt', ...wheels]) {
    hash.update(await readFile(path.join(bundle, name)));
  }
  return hash.digest('hex');
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
