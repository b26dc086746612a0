/** The status: the gravest thing is what is said. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Standing } from '../../src/protocol.ts';
import { standOf } from '../../src/stand.ts';

const FINE: Standing = {
  uri: 'file:///home/a%20b',
  fault: null,
  trusted: true,
  sandbox: 'bwrap',
  lacking: null,
  model: null,
};

test('where nothing is lacking it is ready, and says what holds', () => {
  const stand = standOf('running', [FINE], []);
  assert.deepEqual([stand.words, stand.warns], ['ready', false]);
  assert.deepEqual(stand.lines, ['a b: sandbox: bwrap', 'a b: model: none, so nothing leaves the machine']);
});

test('what is lacking in one folder is not hidden by another', () => {
  const lacking = { ...FINE, sandbox: null, lacking: 'namespaces are forbidden' };
  assert.match(standOf('running', [FINE, lacking], []).words, /^no sandbox/);
  assert.match(standOf('running', [FINE, { ...FINE, trusted: false }], []).words, /^not trusted/);
  assert.match(standOf('running', [FINE, { ...FINE, fault: 'tests: must be' }], []).words, /^misconfigured/);
});

test('what runs is counted and named', () => {
  const stand = standOf('running', [FINE], ['Fix the file']);
  assert.equal(stand.words, '1 running');
  assert.equal(stand.lines[0], 'running: Fix the file');
});

test('without a server nothing reads as ready', () => {
  for (const phase of ['stopped', 'starting', 'failed'] as const) {
    assert.match(standOf(phase, [FINE], []).words, /server/);
  }
});
