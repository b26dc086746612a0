/** The menu of the status: it says how all stands, and offers what can be done then. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { menuOf } from '../../src/menu.ts';
import { standOf } from '../../src/stand.ts';

const FOLDER = { uri: 'file:///home/a', fault: null, trusted: true, sandbox: 'bwrap', lacking: null, model: null };
const LACKING = { ...FOLDER, sandbox: null, lacking: 'namespaces are forbidden' };

const labels = (running: readonly string[], standing = FOLDER): string[] =>
  menuOf(standOf('running', [standing], running), running.length > 0).map((each) => each.label);

test('how all stands comes first, and leads to the log', () => {
  const [first] = menuOf(standOf('running', [LACKING], []), false);
  assert.deepEqual(first, {
    label: 'a: sandbox: none: namespaces are forbidden',
    command: 'assay.showLog',
    description: 'show the log',
  });
});

test('what runs can be shown and cancelled, and where nothing runs neither is offered', () => {
  const found = labels(['Fix the file']);
  assert.equal(found[0], 'running: Fix the file');
  assert.ok(found.includes('$(circle-slash) Cancel what is running'));
  assert.deepEqual(
    labels([]).filter((each) => each.includes('running')),
    [],
  );
});

test('without a server it can still be started again, its log read, and the settings opened', () => {
  const found = menuOf(standOf('failed', [], []), false).map((each) => each.command);
  for (const wanted of ['assay.restart', 'assay.showLog', 'assay.openSettings']) {
    assert.ok(found.includes(wanted as 'assay.restart'), wanted);
  }
});
