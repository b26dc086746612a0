/** Runs in the sandbox alone, beside `eslint_payload.cjs`: what the old configuration says, and what the project's migrator makes of it. */
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { composed, heard } = require('./eslint_folders_payload.cjs');
const { Failure, cwd, isPlain, legacyOf, local } = require('./eslint_project_payload.cjs');

/** What the file holds that was pointed at, and each below it, by their names. */
function loaded(eslint, orders) {
  return Object.fromEntries([orders.name, ...orders.nested].map((name) => [name, held(eslint, name, orders)]));
}

/** Likewise, without those that cannot be read: where ESLint needs one of them it says so itself. */
function readable(eslint, orders) {
  const found = { [orders.name]: held(eslint, orders.name, orders) };
  for (const name of orders.nested) {
    try {
      found[name] = held(eslint, name, orders);
    } catch {
      continue;
    }
  }
  return found;
}

function held(eslint, name, orders) {
  const full = path.join(cwd, name);
  let found;
  try {
    found =
      path.basename(name) === 'package.json'
        ? JSON.parse(fs.readFileSync(full, 'utf8').replace(/^\uFEFF/, '')).eslintConfig
        : legacyOf(eslint).loadConfigFile(full);
  } catch (error) {
    const words = String(error.message).split('\n').slice(0, 3).join(' ');
    throw new Failure(`ESLint cannot read ${name === orders.name ? 'it' : name} (${words})`);
  }
  if (!isPlain(found)) throw new Failure(`${name} holds no object`);
  return found;
}

function translated(eslint, orders) {
  const config = composed(orders.name, loaded(eslint, orders));
  for (const one of [config, ...(config.overrides ?? [])]) told(one, legacyOf(eslint).environments);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'translated-'));
  fs.writeFileSync(path.join(scratch, '.eslintrc.json'), JSON.stringify(config));
  const ignored = heard((orders.ignored ?? '').split(/\r?\n/)).join('\n');
  if (ignored) fs.writeFileSync(path.join(scratch, '.eslintignore'), ignored);
  let program = orders.migrator;
  try {
    program = path.join(path.dirname(local.resolve('@eslint/migrate-config/package.json')), 'src/migrate-config-cli.js');
  } catch {
    const own = path.join(cwd, 'node_modules/@eslint/migrate-config/src/migrate-config-cli.js');
    if (fs.existsSync(own)) program = own;
  }
  if (!program) throw new Failure('@eslint/migrate-config is neither installed in node_modules nor on PATH');
  try {
    execFileSync(process.execPath, [program, path.join(scratch, '.eslintrc.json')], { cwd: scratch, stdio: 'pipe' });
  } catch (error) {
    const said = String(error.stderr).trim().split('\n').at(-1);
    throw new Failure(`@eslint/migrate-config does not take it (${said.slice(0, 200)})`);
  }
  return { text: fs.readFileSync(path.join(scratch, 'eslint.config.mjs'), 'utf8') };
}

/** What the translation would not hear: environments of a year of the language stand for a version of it. */
function told(config, environments) {
  const years = Object.entries(config.env ?? {})
    .filter(([name, on]) => on && /^es\d+$/.test(name))
    .map(([name]) => environments.get(name)?.parserOptions?.ecmaVersion ?? 5);
  if (!years.length) return;
  const version = config.parserOptions?.ecmaVersion ?? Math.max(...years);
  const type = config.parserOptions?.sourceType;
  config.parserOptions = { ...config.parserOptions, ecmaVersion: version, ...(type ? { sourceType: type } : {}) };
}

module.exports = { readable, translated };
