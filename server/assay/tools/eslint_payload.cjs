/**
 * Runs in the sandbox alone, by Node.js, in the folder of a configuration of ESLint: either has the project's own
 * @eslint/migrate-config translate it, or tells what the project's own ESLint makes of every file.
 *
 * Called with the file to leave its answer in and the file of its orders.
 */
'use strict';

const fs = require('node:fs');
const path = require('node:path');

const { ofFlat, ofLegacy } = require('./eslint_meaning_payload.cjs');
const { readable, translated } = require('./eslint_old_payload.cjs');
const { make, probesOf } = require('./eslint_probes_payload.cjs');
const { Failure, SCRIPTS, cwd, eslintFolder, eslintVersion, local, versionsOf, walked } = require('./eslint_project_payload.cjs');

const [, , answerPath, ordersPath] = process.argv;
const orders = JSON.parse(fs.readFileSync(ordersPath, 'utf8'));
const MOST_FILES = 4000;

async function main() {
  let answer;
  try {
    const eslint = eslintFolder();
    const version = eslintVersion(eslint);
    answer = orders.migrate ? translated(eslint, orders) : await surveyed(eslint, version);
  } catch (error) {
    const words = String(error?.message ?? error).trim().split(/\s*\n\s*/).slice(0, 3).join(' ');
    answer = { failure: error instanceof Failure ? words : `ESLint fails: ${words.slice(0, 400)}` };
  }
  fs.writeFileSync(answerPath, JSON.stringify(answer));
}

async function surveyed(eslint, version) {
  const unsupported = local('eslint/use-at-your-own-risk');
  const { ESLint } = local('eslint');
  const known = { eslint, unsupported, environments: null };
  const real = [...walked(cwd)].filter((each) => SCRIPTS.has(path.extname(each))).slice(0, MOST_FILES);
  const probes = orders.probes ?? probesOf(readable(eslint, orders), real, orders.ignored);
  const made = probes.filter(make);
  try {
    const files = {};
    for (const [number, run] of orders.runs.entries()) {
      const linter = linterOf(orders.flat, run, ESLint, unsupported.LegacyESLint);
      for (const result of await linter.lintFiles(run.patterns)) {
        const name = path.relative(cwd, result.filePath);
        if (name === orders.name || orders.nested.includes(name)) continue; // its own old configurations, which go
        const config = await linter.calculateConfigForFile(result.filePath);
        files[name] ??= { runs: [], config: null, found: null };
        files[name].runs.push(number);
        files[name].config = orders.flat ? ofFlat(config, known) : ofLegacy(config, known);
        files[name].found = result.messages.map(found).sort();
      }
    }
    const told = shared(files);
    const installed = versionsOf(orders.packages);
    return { version, installed, probes: orders.probes ?? made, ...told, used: usedOf(told.configs.flatMap((each) => Object.keys(each.globals)), real) };
  } finally {
    for (const each of made) fs.rmSync(path.join(cwd, each), { force: true });
  }
}

function linterOf(flat, run, ESLint, LegacyESLint) {
  const common = { cwd, errorOnUnmatchedPattern: false };
  if (!flat) return new LegacyESLint({ ...common, extensions: run.extensions.length ? run.extensions : null });
  const files = run.extensions.map((each) => `**/*${each}`);
  return new ESLint({ ...common, ...(files.length ? { overrideConfig: [{ files }] } : {}) });
}

const found = (message) =>
  [message.severity, message.ruleId ?? '', message.line ?? 0, message.column ?? 0, message.ruleId ? '' : message.message].join(' ');

/** The same configuration stands once, however many files have it. */
function shared(files) {
  const numbers = new Map();
  const listed = {};
  for (const [name, file] of Object.entries(files)) {
    const text = JSON.stringify(file.config);
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    listed[name] = [file.runs, numbers.get(text), file.found];
  }
  return { files: listed, configs: [...numbers.keys()].map((each) => JSON.parse(each)) };
}

/** Which of these names stand in a file of the project. */
function usedOf(names, real) {
  const asked = new Set(names);
  const used = new Set();
  for (const each of real) {
    if (fs.statSync(each).size > 1 << 20) continue;
    for (const [word] of fs.readFileSync(each, 'utf8').matchAll(/[A-Za-z_$][\w$]*/g)) if (asked.has(word)) used.add(word);
  }
  return [...used];
}

main();
