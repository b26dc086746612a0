/** Runs in the sandbox alone, beside `eslint_payload.cjs`: one way to say what both kinds of configuration mean. */
'use strict';

const fs = require('node:fs');
const { createRequire } = require('node:module');
const path = require('node:path');

const { Failure, isPlain, legacyOf, list, local } = require('./eslint_project_payload.cjs');

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
  known.environments ??= legacyOf(known.eslint).environments;
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

module.exports = { ofFlat, ofLegacy };
