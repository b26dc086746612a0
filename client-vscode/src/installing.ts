/** What fills an environment for the server: a Python that fits, and the person's own pip. */
import { execFile } from 'node:child_process';
import { access, readdir } from 'node:fs/promises';
import path from 'node:path';

/** Its text says what happened and what to do. */
export class SetupFailed extends Error {}

export const CANCELLED = 'Setting up the server was cancelled. Choose Restart to try again.';

/** What is at hand while it is made. `signal` ends it; nothing half-made is ever used. */
export interface Making {
  readonly report: (text: string) => void;
  readonly log: (text: string) => void;
  readonly signal: AbortSignal;
}

const NAMES = ['python3', 'python3.14', 'python3.13', 'python3.12', 'python3.11', 'python'];
const FITS = 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 15))';

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

/** Make an environment of that Python in a folder. */
export async function makeVenv(base: string, folder: string, making: Making): Promise<void> {
  if (!(await succeeds(base, ['-I', '-c', 'import ensurepip, venv'], making))) {
    const version = await run(base, ['-I', '-c', "import sys; print('python3.%d' % sys.version_info[1])"], making);
    throw new SetupFailed(
      `${base} cannot make virtual environments. Type: sudo apt-get install ${version.trim()}-venv (on Debian and Ubuntu), ` +
        'then choose Restart.',
    );
  }
  try {
    await run(base, ['-I', '-m', 'venv', folder], making);
  } catch (error) {
    throw failed(`no environment could be made in ${folder}`, error, making);
  }
}

/** Install what the package in `bundle` holds into the environment of this Python. */
export async function install(python: string, bundle: string, making: Making): Promise<void> {
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

/** The names of the wheels that a package holds beside its lock: that of the server. */
export async function wheelsIn(bundle: string): Promise<string[]> {
  const names = await readdir(bundle).catch(() => []);
  return names.filter((name) => name.endsWith('.whl'));
}

export async function exists(file: string): Promise<boolean> {
  return access(file).then(
    () => true,
    () => false,
  );
}

function failed(what: string, error: unknown, making: Making): Error {
  if (making.signal.aborted) {
    return new SetupFailed(CANCELLED);
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
