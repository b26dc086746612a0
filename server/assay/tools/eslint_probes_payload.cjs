/** Runs in the sandbox alone, beside `eslint_payload.cjs`: files where a pattern of the configuration, or the kind of a file, makes a difference. */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { folderOf } = require('./eslint_folders_payload.cjs');
const { NOT_ENTERED, SCRIPTS, cwd, list } = require('./eslint_project_payload.cjs');

const PROBE = 'assay-probe';
const MOST_FOLDERS = 40;
const PROBE_TEXT = `var assayOld = 1, assayUnused
function assayProbe(a) { if (a == 2) { debugger; alert(a); assayNobody = require("x") } else { console.log("a" + a) } }
assayProbe(window.name || process.argv)\t
`;

/** Their names; `held` are the configurations by their names. */
function probesOf(held, real, ignored) {
  const names = new Set();
  const kinds = new Set(['.js', ...real.map((each) => path.extname(each))]);
  const configured = Object.keys(held).map((each) => folderOf(each) || '.');
  const folders = new Set(real.map((each) => path.relative(cwd, path.dirname(each)) || '.'));
  for (const folder of new Set(['.', ...configured, ...[...folders].slice(0, MOST_FOLDERS)])) {
    for (const kind of kinds) names.add(path.join(folder, PROBE + kind));
  }
  const lines = (ignored ?? '').split(/\r?\n/).filter((each) => each && !each.startsWith('#'));
  for (const [folder, glob] of [...globsOf(held), ...lines.map((each) => ['', each])]) {
    for (const each of samples(String(glob))) {
      names.add(path.join(folder, each));
      names.add(path.join(folder, `${PROBE}-nested`, each)); // a folder higher or lower, where a pattern may mean it or not
      names.add(path.join(folder, path.dirname(each), `${PROBE}-deep`, path.basename(each)));
    }
  }
  return [...names].filter((each) => !each.startsWith('..') && !each.split('/').some((part) => NOT_ENTERED.has(part)));
}

/** The patterns of the configurations, each with the folder that it is told from. */
function globsOf(held) {
  return Object.entries(held).flatMap(([name, config]) => {
    const overrides = list(config.overrides).flatMap((each) => [...list(each.files), ...list(each.excludedFiles)]);
    return [...list(config.ignorePatterns), ...overrides].map((each) => [folderOf(name), each]);
  });
}

/** Names that a pattern means; where it may mean a folder, a file in it. */
function samples(glob) {
  const bare = glob.replace(/^!/, '').replace(/^\.?\//, '');
  return alternatives(bare).flatMap((each) => {
    const name = each
      .replace(/[@+*?!]\(([^|)]*)[^)]*\)/g, '$1')
      .replace(/\[!?(.)[^\]]*\]/g, '$1')
      .replace(/\*\*/g, `${PROBE}-any`)
      .replace(/\*/g, PROBE)
      .replace(/\?/g, 'x')
      .replace(/\\/g, '');
    if (!name) return [];
    if (name.endsWith('/')) return [`${name}${PROBE}.js`];
    return SCRIPTS.has(path.extname(name)) ? [name] : [`${name}/${PROBE}.js`, `${name}.js`];
  });
}

function alternatives(glob) {
  const match = /^(.*?)\{([^{}]*)\}(.*)$/.exec(glob);
  return match ? match[2].split(',').flatMap((each) => alternatives(match[1] + each + match[3])).slice(0, 20) : [glob];
}

function make(name) {
  const full = path.join(cwd, name);
  try {
    fs.mkdirSync(path.dirname(full), { recursive: true });
    fs.writeFileSync(full, PROBE_TEXT, { flag: 'wx' });
    return true;
  } catch {
    return false; // it is there already, or a file stands where its folder would be
  }
}

module.exports = { make, probesOf };
