/**
 * Runs in the sandbox alone, by Node.js, in the folder of a configuration of ESLint: either has the project's own
 * @eslint/migrate-config translate it, or tells what the project's own ESLint makes of every file.
 *
 * Called with the file to leave its answer in and the file of its orders.
 */
'use strict';

const { execFileSync } = require('node:child_process');
const fs = require('node:fs');
const { createRequire } = require('node:module');
const os = require('node:os');
const path = require('node:path');

const [, , answerPath, ordersPath] = process.argv;
const orders = JSON.parse(fs.readFileSync(ordersPath, 'utf8'));
const cwd = process.cwd();
const local = createRequire(path.join(cwd, 'resolved-from-here.js'));
const SCRIPTS = new Set(['.js', '.mjs', '.cjs', '.jsx', '.ts', '.mts', '.cts', '.tsx', '.vue', '.svelte']);
const NOT_ENTERED = new Set(['node_modules', '.git', '.hg', '.svn']);
const PROBE = 'assay-probe';
const MOST_FILES = 4000;
const MOST_FOLDERS = 40;
const PROBE_TEXT = `var assayOld = 1, assayUnused
function assayProbe(a) { if (a == 2) { debugger; alert(a); assayNobody = require("x") } else { console.log("a" + a) } }
assayProbe(window.name || process.argv)\t
`;

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

function* walked(folder, depth = 0) {
  for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory() && !NOT_ENTERED.has(entry.name) && depth < 20) yield* walked(full, depth + 1);
    else if (entry.isFile()) yield full;
  }
}

// --- what the old configuration says, and what becomes of it ---------------------------------------------------------

function loaded(eslint, name) {
  const { Legacy } = createRequire(path.join(eslint, 'package.json'))('@eslint/eslintrc');
  const full = path.join(cwd, name);
  if (name === 'package.json') return JSON.parse(fs.readFileSync(full, 'utf8').replace(/^\uFEFF/, '')).eslintConfig;
  try {
    return Legacy.loadConfigFile(full);
  } catch (error) {
    throw new Failure(`ESLint cannot read it (${String(error.message).split('\n').slice(0, 3).join(' ')})`);
  }
}

function translated(eslint) {
  const config = loaded(eslint, orders.name);
  const { Legacy } = createRequire(path.join(eslint, 'package.json'))('@eslint/eslintrc');
  if (config === null || typeof config !== 'object' || Array.isArray(config)) throw new Failure('it holds no object');
  for (const one of [config, ...(config.overrides ?? [])]) told(one, Legacy.environments);
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

// --- what ESLint makes of every file -----------------------------------------------------------------------------------

async function surveyed(eslint, version) {
  const unsupported = local('eslint/use-at-your-own-risk');
  const { ESLint } = local('eslint');
  const known = { eslint, unsupported, environments: null };
  const real = [...walked(cwd)].filter((each) => SCRIPTS.has(path.extname(each))).slice(0, MOST_FILES);
  const probes = orders.probes ?? probesOf(loaded(eslint, orders.name), real);
  const made = probes.filter(make);
  try {
    const files = {};
    for (const [number, run] of orders.runs.entries()) {
      const linter = linterOf(orders.flat, run, ESLint, unsupported.LegacyESLint);
      for (const result of await linter.lintFiles(run.patterns)) {
        const name = path.relative(cwd, result.filePath);
        if (name === orders.name) continue; // ESLint looks at its own old configuration, which goes
        const config = await linter.calculateConfigForFile(result.filePath);
        files[name] ??= { runs: [], config: null, found: null };
        files[name].runs.push(number);
        files[name].config = orders.flat ? ofFlat(config, known) : ofLegacy(config, known);
        files[name].found = result.messages.map(found).sort();
      }
    }
    const told = shared(files);
    return { version, probes: orders.probes ?? made, ...told, used: usedOf(told.configs.flatMap((each) => Object.keys(each.globals)), real) };
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

// --- probes: files where a pattern of the configuration, or the kind of a file, makes a difference ----------------------

function probesOf(config, real) {
  const names = new Set();
  const kinds = new Set(['.js', ...real.map((each) => path.extname(each))]);
  const folders = new Set(['.', ...real.map((each) => path.relative(cwd, path.dirname(each)) || '.')]);
  for (const folder of [...folders].slice(0, MOST_FOLDERS)) for (const kind of kinds) names.add(path.join(folder, PROBE + kind));
  const globs = [...list(config.ignorePatterns), ...(orders.ignored ?? '').split(/\r?\n/).filter((each) => each && !each.startsWith('#'))];
  for (const one of config.overrides ?? []) globs.push(...list(one.files), ...list(one.excludedFiles));
  for (const glob of globs) {
    for (const each of samples(String(glob))) {
      names.add(each);
      names.add(path.join(`${PROBE}-nested`, each)); // a folder higher or lower, where a pattern may mean it or not
      names.add(path.join(path.dirname(each), `${PROBE}-deep`, path.basename(each)));
    }
  }
  return [...names].filter((each) => !each.startsWith('..') && !each.split('/').some((part) => NOT_ENTERED.has(part)));
}

const list = (value) => (value === undefined ? [] : Array.isArray(value) ? value : [value]);

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

// --- one way to say what both kinds of configuration mean ----------------------------------------------------------------

function ofLegacy(config, known) {
  const environments = environmentsOf(config, known);
  let options = {};
  for (const each of environments) options = merged(options, each.parserOptions ?? {});
  options = { ...options, ...config.parserOptions };
  options.ecmaFeatures = { ...environments.reduce((all, each) => ({ ...all, ...each.parserOptions?.ecmaFeatures }), {}), ...config.parserOptions?.ecmaFeatures };
  const parser = config.parser ? parserAt(config.parser) : 'espree';
  const own = parser === 'espree';
  const { ecmaVersion, sourceType = 'script', ecmaFeatures, ...rest } = options;
  const { globalReturn, ...features } = ecmaFeatures;
  const globals = {};
  for (const each of environments) Object.assign(globals, each.globals);
  Object.assign(globals, config.globals);
  return {
    parser,
    ecmaVersion: year(ecmaVersion, own ? 5 : null, known),
    sourceType: sourceType === 'script' && globalReturn ? 'commonjs' : sourceType,
    parserOptions: withFeatures(rest, features),
    globals: access(globals),
    named: access(config.globals ?? {}),
    environments: Object.fromEntries(environments.map((each) => [each.name, Object.keys(each.globals ?? {})])),
    rules: rulesOf(config.rules, (name) => metaOfInstalled(name, known)),
    settings: config.settings ?? {},
    processor: typeof config.processor === 'string' ? config.processor : null,
    noInlineConfig: Boolean(config.noInlineConfig),
    reportUnused: severity(config.reportUnusedDisableDirectives ?? 0),
  };
}

function ofFlat(config, known) {
  const { languageOptions: options, linterOptions = {} } = config;
  // what the parser is handed goes first: ESLint puts the version and the kind there itself
  const { ecmaFeatures = {}, ecmaVersion, sourceType = options.sourceType, ...rest } = options.parserOptions ?? {};
  const { globalReturn, ...features } = ecmaFeatures;
  const version = year(ecmaVersion ?? options.ecmaVersion, null, known);
  const language = local(path.join(known.eslint, 'conf/globals.js'));
  const globals = { ...language[`es${year(options.ecmaVersion, null, known)}`] };
  if (options.sourceType === 'commonjs') Object.assign(globals, language.commonjs);
  Object.assign(globals, options.globals);
  const processor = config.processor;
  return {
    parser: parserOf(options.parser),
    ecmaVersion: version,
    sourceType: sourceType === 'script' && globalReturn ? 'commonjs' : sourceType,
    parserOptions: withFeatures(rest, features),
    globals: access(globals),
    named: {},
    environments: {},
    rules: rulesOf(config.rules ?? {}, (name) => metaOfFlat(name, config.plugins, known)),
    settings: config.settings ?? {},
    processor: typeof processor === 'string' ? processor : processor ? (processor.meta?.name ?? 'a processor without a name') : null,
    noInlineConfig: Boolean(linterOptions.noInlineConfig),
    reportUnused: severity(linterOptions.reportUnusedDisableDirectives ?? 0),
  };
}

function environmentsOf(config, known) {
  known.environments ??= createRequire(path.join(known.eslint, 'package.json'))('@eslint/eslintrc').Legacy.environments;
  const names = ['builtin', ...Object.entries(config.env ?? {}).filter(([, on]) => on).map(([name]) => name)];
  return names.map((name) => {
    const builtin = known.environments.get(name);
    if (builtin) return { ...builtin, name };
    const [plugin, short] = split(name);
    const own = installed(plugin)?.environments?.[short];
    if (!own) throw new Failure(`nobody knows the environment ${name}`);
    return { ...own, name };
  });
}

function split(name) {
  const at = name.lastIndexOf('/');
  return [name.slice(0, at), name.slice(at + 1)];
}

/** The package of a plugin as a rule or an environment names it. */
function installed(plugin) {
  const [scope, rest] = plugin.startsWith('@') ? plugin.split('/') : ['', plugin];
  const names = scope ? (rest ? [`${scope}/eslint-plugin-${rest}`, plugin] : [`${scope}/eslint-plugin`]) : [`eslint-plugin-${rest}`];
  for (const each of names) {
    try {
      const found = local(each);
      return found.rules || !found.default ? found : found.default;
    } catch {
      continue;
    }
  }
  return undefined;
}

const pluginOfRule = (name) => (name.startsWith('@') && name.split('/').length === 2 ? name.split('/') : split(name));

function metaOfInstalled(name, known) {
  if (!name.includes('/')) return known.unsupported.builtinRules.get(name)?.meta;
  const [plugin, short] = pluginOfRule(name);
  return installed(plugin)?.rules?.[short]?.meta;
}

function metaOfFlat(name, plugins, known) {
  if (!name.includes('/')) return known.unsupported.builtinRules.get(name)?.meta;
  const [plugin, short] = pluginOfRule(name);
  return plugins?.[plugin]?.rules?.[short]?.meta;
}

/** The rules that are on, with their options, what a rule takes for granted included. */
function rulesOf(rules, metaOf) {
  const on = {};
  for (const [name, value] of Object.entries(rules)) {
    const [level, ...options] = list(value);
    if (severity(level)) on[name] = [severity(level), ...withDefaults(metaOf(name)?.defaultOptions ?? [], options)];
  }
  return sorted(on);
}

const withDefaults = (defaults, options) => [...defaults.map((each, at) => merged(each, options[at])), ...options.slice(defaults.length)];

function merged(first, second) {
  if (second === undefined) return first;
  if (!isPlain(first) || !isPlain(second)) return second;
  const both = { ...first };
  for (const [key, value] of Object.entries(second)) both[key] = merged(first[key], value);
  return both;
}

const isPlain = (value) => value !== null && typeof value === 'object' && !Array.isArray(value);

function sorted(value) {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value === 'function') return `a function: ${value}`;
  if (value instanceof RegExp) return String(value);
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

function severity(value) {
  const at = ['off', 'warn', 'error'].indexOf(value);
  return at >= 0 ? at : Number(value);
}

/** What may be done with a global: in all spellings of either kind. A name that is off is none. */
function access(globals) {
  const told = {};
  for (const [name, value] of Object.entries(globals)) {
    if (value !== 'off') told[name] = value === true || value === 'true' || value === 'writable' || value === 'writeable' ? 'writable' : 'readonly';
  }
  return sorted(told);
}

const withFeatures = (options, features) =>
  sorted({ ...options, ...(Object.keys(features).some((key) => features[key]) ? { ecmaFeatures: features } : {}) });

function year(version, otherwise, known) {
  if (version === undefined || version === null) return otherwise;
  if (version === 'latest') return createRequire(path.join(known.eslint, 'package.json'))('espree').latestEcmaVersion + 2009;
  return version > 5 && version < 2015 ? version + 2009 : version;
}

function parserAt(file) {
  local(file);
  return packageOf(local.resolve(file));
}

/** Which package a parser is of: told by the file that gave it, else by its own word. */
function parserOf(parser) {
  for (const [file, module] of Object.entries(require.cache)) {
    if (module.exports === parser || module.exports?.default === parser) return packageOf(file);
  }
  return parser?.meta?.name ? `${parser.meta.name} ${parser.meta.version}` : parser?.name ? String(parser.name) : 'a parser without a name';
}

function packageOf(file) {
  for (let folder = path.dirname(file); folder !== path.dirname(folder); folder = path.dirname(folder)) {
    const told = path.join(folder, 'package.json');
    if (!fs.existsSync(told)) continue;
    const { name, version } = JSON.parse(fs.readFileSync(told, 'utf8'));
    if (name) return name === 'espree' ? name : `${name} ${version}`;
  }
  return file;
}

async function main() {
  let answer;
  try {
    const eslint = eslintFolder();
    const version = eslintVersion(eslint);
    answer = orders.migrate ? translated(eslint) : await surveyed(eslint, version);
  } catch (error) {
    const words = String(error?.message ?? error).trim().split(/\s*\n\s*/).slice(0, 3).join(' ');
    answer = { failure: error instanceof Failure ? words : `ESLint fails: ${words.slice(0, 400)}` };
  }
  fs.writeFileSync(answerPath, JSON.stringify(answer));
}

main();
