/** What package.json contributes is what the extension registers, and whatever links to a command links to one that is there. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { CONTEXTS, PALETTE } from '../../src/names.ts';

interface Step {
  readonly description: string;
  readonly completionEvents: readonly string[];
}

interface Manifest {
  readonly contributes: {
    readonly commands: readonly { readonly command: string; readonly enablement?: string }[];
    readonly configuration: { readonly properties: Readonly<Record<string, unknown>> };
    readonly walkthroughs: readonly { readonly steps: readonly Step[] }[];
  };
}

const HERE = path.join(import.meta.dirname, '..', '..');
const { contributes } = JSON.parse(readFileSync(path.join(HERE, 'package.json'), 'utf-8')) as Manifest;
const STEPS = contributes.walkthroughs.flatMap((each) => each.steps);
const OWN = PALETTE.map((name) => `assay.${name}`);

/** What can complete a step of the walkthrough. */
const EVENTS = [
  ...OWN.map((each) => `onCommand:${each}`),
  ...CONTEXTS.map((each) => `onContext:assay.${each}`),
  ...Object.keys(contributes.configuration.properties).map((each) => `onSettingChanged:${each}`),
];

/** The names that stand on one side alone. */
function alone(contributed: readonly string[], registered: readonly string[]): string[] {
  return [
    ...contributed.filter((each) => !registered.includes(each)).map((each) => `${each} is not registered`),
    ...registered.filter((each) => !contributed.includes(each)).map((each) => `${each} is not contributed`),
  ];
}

/** The commands of Assay that a text links to. */
function linked(text: string): string[] {
  return [...text.matchAll(/\(command:(assay\.[^)?]*)/g)].map((each) => each[1] ?? '');
}

test('every command that is registered is contributed, and every one that is contributed is registered', () => {
  const contributed = contributes.commands.map((each) => each.command);
  assert.deepEqual(alone(contributed, OWN), []);
  assert.equal(new Set(contributed).size, contributed.length);
});

test('one that was lost on either side is noticed', () => {
  assert.deepEqual(alone(OWN.slice(1), OWN), [`${OWN[0] ?? ''} is not contributed`]);
  assert.deepEqual(alone(OWN, OWN.slice(1)), [`${OWN[0] ?? ''} is not registered`]);
});

test('what the walkthrough links to is there', () => {
  const folder = path.join(HERE, 'walkthrough');
  const pages = readdirSync(folder).map((name) => readFileSync(path.join(folder, name), 'utf-8'));
  const found = [...STEPS.map((each) => each.description), ...pages].flatMap(linked);
  assert.ok(found.length > 0);
  assert.deepEqual(
    found.filter((each) => !OWN.includes(each)),
    [],
  );
});

test('each step of the walkthrough is completed by something that happens', () => {
  for (const { completionEvents } of STEPS) {
    assert.ok(completionEvents.length > 0);
    assert.deepEqual(
      completionEvents.filter((each) => !EVENTS.includes(each)),
      [],
    );
  }
});

test('what decides whether a command can be chosen is set by somebody', () => {
  const asked = contributes.commands.flatMap((each) => each.enablement?.match(/\bassay\.\w+/g) ?? []);
  assert.ok(asked.length > 0);
  assert.deepEqual(
    asked.filter((each) => !CONTEXTS.some((name) => each === `assay.${name}`)),
    [],
  );
});
