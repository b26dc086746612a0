/**
 * Runs in the sandbox alone, beside `eslint_payload.cjs`: the configurations of several folders, said by one.
 *
 * ESLint puts that of a folder behind those of the folders above it, up to one that says that it is the root.
 */
'use strict';

const { createRequire } = require('node:module');
const path = require('node:path');

const { Failure, cwd, list } = require('./eslint_project_payload.cjs');

const DEEPEST = 10;

/** One configuration of the old kind that says what all of these do; `held` are what they hold by their names. */
function composed(name, held) {
  const folders = Object.keys(held).map(folderOf);
  const ends = Object.keys(held).filter((each) => held[each].root === true).map(folderOf);
  const within = (folder) => ends.filter((each) => each !== folder && isBelow(each, folder));
  const { ignorePatterns, overrides, ...main } = held[name];
  const base = excluding(main, within(''));
  const more = list(overrides).map((each) => excluding(each, within('')));
  const ignored = [];
  for (const each of Object.keys(held).sort(byDepth)) {
    const folder = folderOf(each);
    for (const one of ignoredBy(each, held)) {
      ignored.push(folder ? ignoredIn(folder, one) : one, ...within(folder).flatMap((end) => unheard(one, end, folder)));
    }
    if (each === name) continue;
    const nearest = folders.filter((one) => one !== folder && isBelow(folder, one)).sort(byDepth).at(-1);
    const above = held[each].root === true ? null : nearest;
    more.push(...scoped(each, held, folder, above).map((one) => excluding(one, within(folder))));
  }
  return { ...base, ...(ignored.length ? { ignorePatterns: ignored } : {}), ...(more.length ? { overrides: more } : {}) };
}

/** What it has ESLint ignore, and what it extends by a path that goes. */
function ignoredBy(name, held, depth = 0) {
  if (depth > DEEPEST) throw new Failure(`${name} extends itself`);
  const files = depth || folderOf(name) ? list(held[name].extends).map((each) => fileOf(each, folderOf(name))) : [];
  return [...files.filter((each) => each in held).flatMap((each) => ignoredBy(each, held, depth + 1)), ...heard(list(held[name].ignorePatterns))];
}

/** What ESLint hears of what it is to ignore: a pattern that begins with `./` means nothing to it. */
const heard = (patterns) => patterns.filter((each) => !/^!?\.\//.test(each));

/** What a configuration says, as overrides for the files of a folder. What it extends by a path that goes is put in. */
function scoped(name, held, folder, above, depth = 0) {
  if (depth > DEEPEST) throw new Failure(`${name} extends itself`);
  const { root, ignorePatterns, overrides, extends: extended, ...own } = held[name];
  const files = [`${escaped(folder)}/**`];
  const parts = [];
  let kept = [];
  for (const each of list(extended)) {
    const file = fileOf(each, folderOf(name));
    if (file === null || !(file in held)) {
      kept.push(file === null ? each : `./${file}`);
      continue;
    }
    const again = !depth && !parts.length && !kept.length && folderOf(file) === above && !list(held[file].overrides).length;
    if (again) continue; // it has just been heard, as that of the folder above
    if (kept.length) parts.push({ files, extends: kept });
    kept = [];
    parts.push(...scoped(file, held, folder, above, depth + 1));
  }
  if (kept.length || Object.keys(own).length) {
    parts.push({ files, ...placed(own, folderOf(name)), ...(kept.length ? { extends: kept } : {}) });
  }
  for (const each of list(overrides)) {
    const one = { ...placed(each, folderOf(name)), files: list(each.files).map((pattern) => inFolder(folder, pattern)) };
    if (each.excludedFiles) one.excludedFiles = list(each.excludedFiles).map((pattern) => inFolder(folder, pattern));
    parts.push(one);
  }
  return parts;
}

/** With paths of its own told from the folder of the new configuration. */
function placed(config, from) {
  const moved = (each) => (fileOf(each, from) === null ? each : `./${fileOf(each, from)}`);
  return {
    ...config,
    ...(config.extends ? { extends: list(config.extends).map(moved) } : {}),
    ...(config.parser ? { parser: moved(config.parser) } : {}),
  };
}

/** The file that a path means, from the folder of the new configuration; null for what is the name of a package. */
function fileOf(named, from) {
  if (typeof named !== 'string' || !/^\.\.?\//.test(named)) return null;
  const full = path.resolve(cwd, from, named);
  try {
    return path.relative(cwd, createRequire(path.join(cwd, from, 'resolved-from-here.js')).resolve(full));
  } catch {
    return path.relative(cwd, full);
  }
}

function excluding(config, folders) {
  const says = Object.keys(config).some((key) => !['root', 'ignorePatterns', 'overrides', 'files', 'excludedFiles'].includes(key));
  if (!folders.length || !says) return config;
  return { ...config, excludedFiles: [...list(config.excludedFiles), ...folders.map((each) => `${escaped(each)}/**`)] };
}

function inFolder(folder, pattern) {
  const bare = String(pattern).replace(/^\.\//, '');
  return `${escaped(folder)}/${bare.includes('/') ? '' : '**/'}${bare}`;
}

/** A pattern of what is ignored in a folder, as ESLint tells it from a folder above: anywhere below, unless it begins with a slash. */
function ignoredIn(folder, pattern) {
  const [, not, bare] = /^(!?)(.*)$/s.exec(pattern);
  return bare.startsWith('/') ? `${not}/${folder}${bare}` : `${not}/${folder}/**/${bare}`;
}

/** What takes such a pattern back for a folder below that hears nothing of it. */
function unheard(pattern, end, folder) {
  if (pattern.startsWith('!')) return [];
  const bare = pattern.replace(/^\//, '');
  const anywhere = pattern === bare && (folder || !bare.replace(/\/$/, '').includes('/') || bare.startsWith('**/'));
  if (anywhere) return [`!${ignoredIn(end, bare)}`];
  const whole = folder ? `${folder}/${bare}` : bare;
  return whole.startsWith(`${end}/`) ? [`!/${whole}`] : [];
}

const folderOf = (name) => (path.dirname(name) === '.' ? '' : path.dirname(name));
const isBelow = (folder, other) => other === '' || folder === other || folder.startsWith(`${other}/`);
const byDepth = (first, second) => first.split('/').length - second.split('/').length || (first < second ? -1 : 1);
const escaped = (folder) => folder.replace(/[?*{}()[\]\\]/g, '\\$&').replace(/^!/, '\\!');

module.exports = { composed, folderOf, heard };
