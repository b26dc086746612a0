/** Runs in the sandbox alone, beside `eslint_payload.cjs`: what the old configuration says, and what the project's migrator makes of it. */
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const { Failure, cwd, legacyOf, local } = require('./eslint_project_payload.cjs');

function loaded(eslint, name) {
  const full = path.join(cwd, name);
  if (name === 'package.json') return JSON.parse(fs.readFileSync(full, 'utf8').replace(/^\uFEFF/, '')).eslintConfig;
  try {
    return legacyOf(eslint).loadConfigFile(full);
  } catch (error) {
    throw new Failure(`ESLint cannot read it (${String(error.message).split('\n').slice(0, 3).join(' ')})`);
  }
}

function translated(eslint, orders) {
  const config = loaded(eslint, orders.name);
  if (config === null || typeof config !== 'object' || Array.isArray(config)) throw new Failure('it holds no object');
  for (const one of [config, ...(config.overrides ?? [])]) told(one, legacyOf(eslint).environments);
  const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'translated-'));
  fs.writeFileSync(path.join(scratch, '.eslintrc.json'), JSON.stringify(config));
  if (orders.ignored) fs.writeFileSync(path.join(scratch, '.eslintignore'), orders.ignored);
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

module.exports = { loaded, translated };
