/** The environment that the extension makes for its own server: once, from what the package holds, by the person's own pip. */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { access, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

/** Its text says what happened and what to do. */
export class SetupFailed extends Error {}

/** What is at hand while it is made. `signal` ends it; nothing half-made is ever used. */
export interface Making {
  readonly report: (text: string) => void;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
const FITS = 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))';
const STAMP = '.complete';

/** The Python to make it from: the one that the person names, else the first on PATH that fits. */
export async function findPython(named: string, making: Making): Promise<string> {
  for (const candidate of named ? [named] : NAMES) {
    if (await succeeds(candidate, ['-I', '-c', FITS], making)) {
      return candidate;
    }
  }
  throw new SetupFailed(
    named
      ? `${named} is no Python from 3.11 to 3.14. Correct the setting assay.server.python.`
      : 'Assay needs Python 3.11 to 3.14, and none is on PATH. Install one, or name it in the setting assay.server.python.',
  );
}

/** The Python of the environment in `folder`, made from the package in `bundle` where it is not there, whole and up to date. */
export async function ensureEnvironment(
  folder: string,
  bundle: string,
  python: () => Promise<string>,
  making: Making,
): Promise<string> {
  const wanted = await stateOf(bundle);
  const own = path.join(folder, ...(process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python']));
  if ((await textOf(path.join(folder, STAMP))) === wanted && (await exists(own))) {
    return own;
  }
  const base = await python();
  making.report('making an environment for the server (once, about a minute)');
  await rm(folder, { recursive: true, force: true });
  await mkdir(path.dirname(folder), { recursive: true });
  await makeVenv(base, folder, making);
  making.report('installing what the server needs');
  await install(own, bundle, making);
  await writeFile(path.join(folder, STAMP), wanted);
  return own;
}

async function makeVenv(base: string, folder: string, making: Making): Promise<void> {
  if (!(await succeeds(base, ['-I', '-c', 'import ensurepip, venv'], making))) {
    const version = await run(base, ['-I', '-c', "import sys; print('python3.%d' % sys.version_info[1])"], making);
    throw new SetupFailed(
      `${base} cannot make virtual environments. Type: sudo apt-get install ${version.trim()}-venv (on Debian and Ubuntu), ` +
        'then choose Restart.',
    );
  }
  try {
    await run(base, ['-I', '-m', 'venv', '--clear', folder], making);
  } catch (error) {
    throw failed(`no environment could be made in ${folder}`, error, making);
  }
}

async function install(python: string, bundle: string, making: Making): Promise<void> {
  const pip = ['-I', '-m', 'pip', 'install', '--no-input', '--no-deps', '--progress-bar=off'];
  const wheels = path.join(bundle, 'wheels');
  const packed = await exists(wheels);
  const environ = {
    ...process.env,
    // the lock says which versions; all else is as the person configured pip: proxy, mirror, certificates
    PIP_CONSTRAINT: process.platform === 'win32' ? 'nul' : '/dev/null',
    PIP_DISABLE_PIP_VERSION_CHECK: '1',
    PIP_USER: '0',
    ...(packed ? { PIP_NO_INDEX: '1', PIP_FIND_LINKS: wheels } : {}),
  };
  const [wheel] = await wheelsIn(bundle);
  try {
    const requirements = path.join(bundle, 'requirements.txt');
    await run(
      python,
      [...pip, '--require-hashes', '--only-binary=:all:', '--requirement', requirements],
      making,
      environ,
    );
    await run(python, [...pip, '--no-index', path.join(bundle, wheel ?? '')], making, environ);
  } catch (error) {
    const advice = packed
      ? 'This package was made for another system or another Python: name one in assay.server.python, or install the package without wheels'
      : 'Is the package index of your pip configuration reached from here?';
    throw failed(`what the server needs could not be installed. ${advice}`, error, making);
  }
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

async function wheelsIn(bundle: string): Promise<string[]> {
  const names = await readdir(bundle).catch(() => []);
  return names.filter((name) => name.endsWith('.whl'));
}

function failed(what: string, error: unknown, making: Making): Error {
  if (making.signal.aborted) {
    return new SetupFailed('Setting up the server was cancelled. Choose Restart to try again.');
  }
  const said = error instanceof Error ? error.message.trim() : String(error);
  making.log(said);
  return new SetupFailed(`${what[0]?.toUpperCase() ?? ''}${what.slice(1)} (the log has all of it): ${lastLine(said)}`);
}

function lastLine(text: string): string {
  return text.split('\n').at(-1)?.slice(0, 300) ?? '';
}

async function succeeds(program: string, argv: readonly string[], making: Making): Promise<boolean> {
  return run(program, argv, making).then(
    () => true,
    () => false,
  );
}

/** What a program printed. What it said when it failed is the error's text. */
function run(program: string, argv: readonly string[], making: Making, environ = process.env): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { env: environ, signal: making.signal, maxBuffer: 1 << 24 };
    execFile(program, [...argv], options, (error, stdout, stderr) => {
      if (error) {
        reject(new Error(`${stdout}${stderr}`.trim() || error.message));
      } else {
        resolve(stdout);
      }
    });
  });
}

async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

async function textOf(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}
