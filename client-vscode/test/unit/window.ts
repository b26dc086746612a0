/** A window for the tests: a process of its own that makes sure of an environment, says which it has, and lives until it is ended. */
import { ensureEnvironment } from '../../src/environment.ts';

const [root = '', bundle = '', base = ''] = process.argv.slice(2);
const making = {
  report: (text: string) => process.stderr.write(`${text}\n`),
  log: (text: string) => process.stderr.write(`${text}\n`),
  signal: new AbortController().signal,
};
process.stdout.write(`${await ensureEnvironment(root, bundle, () => Promise.resolve(base), making)}\n`);
setInterval(() => undefined, 60_000);
