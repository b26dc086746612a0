/** Runs in the sandbox alone, beside `eslint_payload.cjs`: the project that ESLint is asked about, and what is installed in it. */
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

const cwd = process.cwd();
const local = createRequire(path.join(cwd, 'resolved-from-here.js'));
const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.vue', '.svelte']);
const NOT_ENTERED = new Set(['node_modules', '.git', '.hg', '.svn']);

class Failure extends Error {}

function eslintFolder() {
  try {
    return path.dirname(local.resolve('eslint/package.json'));
  } catch {
    throw new Failure('eslint is not installed in node_modules');
  }
}

function eslintVersion(folder) {
  const version = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8')).version;
  const [major, minor] = version.split('.').map(Number);
  if (major > 9) throw new Failure(`ESLint ${version} is installed, which reads no .eslintrc: nothing can be compared`);
  if (major < 9 || minor < 22) {
    throw new Failure(`ESLint ${version} is installed, and only 9.22 to 9.x read both kinds of configuration`);
  }
  return version;
}

/** What the project's ESLint brings along for configurations of the old kind. */
const legacyOf = (eslint) => createRequire(path.join(eslint, 'package.json'))('@eslint/eslintrc').Legacy;

function* walked(folder, depth = 0) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !NOT_ENTERED.has(entry.name) && depth < 20) yield* walked(full, depth + 1);
    else if (entry.isFile()) yield full;
  }
}

/** The versions of the packages of these names that come from a registry: one that is linked here, or has another name, does not. */
function versionsOf(names) {
  const found = {};
  for (const name of names) {
    const folder = foldersUp(cwd).map((each) => path.join(each, 'node_modules', name)).find((each) => fs.existsSync(path.join(each, 'package.json')));
    if (!folder || !fs.realpathSync(folder).endsWith(`${path.sep}${path.join('node_modules', name)}`)) continue;
    const told = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    if (told.name === name && !told.private) found[name] = String(told.version);
  }
  return found;
}

function foldersUp(folder) {
  return folder === path.dirname(folder) ? [folder] : [folder, ...foldersUp(path.dirname(folder))];
}

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

const isPlain = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

module.exports = { Failure, NOT_ENTERED, SCRIPTS, cwd, eslintFolder, eslintVersion, isPlain, legacyOf, list, local, versionsOf, walked };
