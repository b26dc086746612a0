/** The page of evidence: all of it is there, and nothing that a repository, a tool or a model wrote is more than text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { evidencePage as page } from '../../src/evidencePage.ts';
import type { Check, Evidence, Predicate } from '../../src/protocol.ts';

const CHECK: Check = {
  name: 'types',
  required: true,
  status: 'passed',
  reason: '',
  incomplete: '',
  summary: 'the error is gone',
  tool: 'mypy',
  version: '2.4',
  seconds: 1.25,
  commands: [{ side: 'after', argv: ['mypy', '.'], exit_code: 0, killed: null, seconds: 1 }],
  problems: [],
  before: { errors: 2, empty: [] },
  after: { errors: 1, empty: [] },
};

function evidence(predicate: Partial<Predicate> = {}, more: Partial<Evidence> = {}): Evidence {
  const whole: Predicate = {
    run: 'r',
    unit: 1,
    action: 'fix_types',
    intent: '',
    target: { path: 'a.py', title: 'a title' },
    verdict: 'verified',
    reason: 'all checks passed',
    seconds: 2,
    boundaries: [],
    unverified: 'whether None was meant',
    checks: [CHECK],
    attempts: [{ proposer: 'recipe', rationale: 'because' }],
    remarks: [],
    trust: { trusted: true, source: 'the editor' },
    sandbox: { tier: 0, label: 'overlay', missing: ['a guarantee'] },
    model: null,
    egress: { files: [], bytes: 0, redactions: 0 },
    constraints: [],
    confirmed: [],
    cache: null,
    replayed: null,
    reuse: { verdict_of: null },
    ...predicate,
  };
  const changes = [{ path: 'a.py', before: 'x', after: 'y' }];
  return {
    run: 'r',
    unit: 1,
    uri: 'file:///a.py',
    state: 'decided',
    receipt: { predicate: whole },
    trace: null,
    changes,
    ...more,
  };
}

const buttons = (html: string): string[] => [...html.matchAll(/data-choice="(\w+)"/g)].map((each) => each[1] ?? '');

test('each check is there with its command, result, time, before and after', () => {
  const html = page(evidence(), 'N');
  for (const wanted of [
    'types',
    'passed',
    'mypy .',
    'exit code 0',
    '1.3 s',
    'before <code>2',
    'after <code>1',
    'lacked: a guarantee',
    'Nothing.',
  ]) {
    assert.ok(html.includes(wanted), wanted);
  }
});

test('what is skipped says why, and what left the machine is listed', () => {
  const skipped: Check = { ...CHECK, status: 'skipped', summary: '', reason: 'not trusted' };
  const html = page(evidence({ checks: [skipped], egress: { files: ['b.py'], bytes: 70, redactions: 2 } }), 'N');
  assert.ok(html.includes('>skipped<') && html.includes('not trusted') && !html.includes('>passed<'));
  assert.ok(html.includes('70 bytes, 2 redactions') && html.includes('b.py'));
});

test('what judged only a part does not read as passed', () => {
  const html = page(evidence({ checks: [{ ...CHECK, incomplete: 'no test runs a changed line' }] }), 'N');
  assert.ok(html.includes('>in part<') && html.includes('no test runs a changed line') && !html.includes('>passed<'));
});

test('what was wanted and not checked is said, what was checked is not', () => {
  const constraints = [
    { text: 'keep it short', checked: false },
    { text: 'keep interface', checked: true },
  ];
  const html = page(evidence({ constraints, unverified: '', confirmed: ['partial'] }), 'N');
  assert.ok(html.includes('Not checked: keep it short') && !html.includes('keep interface'));
  assert.ok(html.includes('You confirmed: partial'));
});

test('what was done in another run does not read as done in this one', () => {
  const judged = page(evidence({ reuse: { verdict_of: 'one' } }), 'N');
  assert.ok(judged.includes('Judged in run <code>one</code>'));
  const sent = { files: ['b.py'], bytes: 70, redactions: 2 };
  const again = page(evidence({ replayed: 'one', egress: sent }), 'N');
  assert.ok(
    again.includes('The model was not asked now') && again.includes('Nothing now; in run <code>one</code>: 70'),
  );
  assert.ok(page(evidence({ cache: 'hit' }), 'N').includes('The model was not asked: what it wrote'));
  assert.ok(!page(evidence({ reuse: null }), 'N').includes('Judged in run'));
});

test('the problems of a check are listed, the first of many', () => {
  const problems = Array.from({ length: 23 }, (_, line) => ({
    path: 'a.py',
    line,
    column: 1,
    message: `wrong ${String(line)}`,
  }));
  const html = page(evidence({ checks: [{ ...CHECK, status: 'failed', problems }] }), 'N');
  assert.ok(
    html.includes('a.py:19:1') &&
      html.includes('wrong 19') &&
      html.includes('and 3 more') &&
      !html.includes('wrong 20'),
  );
  assert.ok(!html.includes('empty'));
});

test('what survives is shown as diffs, the first of many', () => {
  const survivors = ['@@ line 2 @@\n-if a < b:\n+if a <= b:'];
  const checks = [{ ...CHECK, before: {}, after: { mutants: 9, killed: 7, survivors } }];
  const html = page(evidence({ checks }), 'N');
  assert.ok(html.includes('<summary>2 survive: show; the first 1</summary>'));
  assert.deepEqual(buttons(html), ['file', 'survivor']);
  assert.ok(html.includes('-if a &lt; b:\n+if a &lt;= b:') && !html.includes('survivors:'));
  const none = { ...CHECK, after: { mutants: 9, killed: 9, survivors: [] } };
  assert.ok(!page(evidence({ checks: [none] }), 'N').includes('survive'));
});

test('what can be decided is what the state says, and nothing else', () => {
  assert.deepEqual(buttons(page(evidence({}, { state: 'pending' }), 'N')), ['apply', 'discard', 'another', 'file']);
  assert.deepEqual(buttons(page(evidence({}, { state: 'stale' }), 'N')), ['again', 'discard', 'another', 'file']);
  assert.deepEqual(buttons(page(evidence(), 'N')), ['file']);
  assert.deepEqual(buttons(page(evidence({ verdict: 'rejected' }), 'N')), ['another', 'file']);
  assert.deepEqual(buttons(page(evidence({ verdict: 'unsolved' }), 'N')), ['another', 'file']);
  assert.deepEqual(buttons(page(evidence({ verdict: 'unsolved' }, { changes: [] }), 'N')), []);
});

test('what is not offered says so, whatever was tried', () => {
  for (const verdict of ['rejected', 'unsolved', 'cancelled']) {
    const html = page(evidence({ verdict }), 'N');
    assert.ok(html.includes('Nothing is offered.') && html.includes('(the last one that was tried)'), verdict);
  }
});

test('a trace can be opened where there is one, and its place is not in the page', () => {
  const html = page(evidence({}, { trace: '/home/me/traces/r.jsonl' }), 'N');
  assert.deepEqual(buttons(html), ['file', 'trace']);
  assert.ok(!html.includes('/home/me'));
  assert.deepEqual(buttons(page(evidence({}, { trace: null }), 'N')), ['file']);
});

test('what was remarked on an earlier change is there', () => {
  const remarks = [
    { run: 'one', text: 'keep the signature' },
    { run: 'two', text: '' },
  ];
  const html = page(evidence({ remarks }), 'N');
  assert.ok(html.includes('the change of run <code>one</code>, and said: keep the signature'));
  assert.ok(html.includes('the change of run <code>two</code>, without a word'));
});

test('what waits says for what', () => {
  const html = page(evidence({ boundaries: ['interface', 'partial'] }, { state: 'pending' }), 'N');
  assert.ok(html.includes('it changes the public interface and is verified only in part.'));
});

test('hostile text is text, wherever it stands', () => {
  const evil = '</style></code><script>x</script><img src=x onerror=y>"\'><button data-choice="apply">\u202e\u0007';
  const check: Check = {
    ...CHECK,
    name: evil,
    reason: evil,
    incomplete: evil,
    summary: evil,
    tool: evil,
    version: evil,
    problems: [{ path: evil, line: 1, column: 1, message: evil }],
    commands: [{ side: evil, argv: [evil], exit_code: null, killed: evil, seconds: 1 }],
    before: { [evil]: evil },
    after: { [evil]: { [evil]: evil }, mutants: 2, killed: 1, survivors: [evil] },
  };
  const plain = page(evidence({ checks: [{ ...CHECK, before: { a: 1 }, after: { a: 1 } }] }), 'N');
  const html = page(
    evidence(
      {
        intent: evil,
        target: { path: evil, title: evil },
        reason: evil,
        boundaries: [evil],
        unverified: evil,
        checks: [check],
        attempts: [{ proposer: evil, rationale: evil }],
        remarks: [{ run: evil, text: evil }],
        trust: { trusted: false, source: evil },
        sandbox: { tier: 1, label: evil, missing: [evil] },
        model: { name: evil, endpoint: evil },
        egress: { files: [evil], bytes: 1, redactions: 0 },
        constraints: [{ text: evil, checked: false }],
        confirmed: [evil],
        replayed: evil,
        reuse: { verdict_of: evil },
      },
      { changes: [{ path: evil, before: evil, after: evil }] },
    ),
    'N',
  );
  assert.equal(html.match(/<script/g)?.length, plain.match(/<script/g)?.length);
  assert.deepEqual([html.includes('<img'), html.includes('\u202e'), html.includes('\u0007')], [false, false, false]);
  assert.deepEqual(buttons(html), ['file', 'survivor']);
});

test('the page loads nothing and runs what carries its nonce alone', () => {
  const html = page(evidence(), 'NONCE');
  assert.ok(html.includes(`content="default-src 'none'; style-src 'nonce-NONCE'; script-src 'nonce-NONCE'"`));
  assert.doesNotMatch(html, /(?:src|href)=|\bon\w+="|style="|https?:/);
});

/** What a sheet of style says of colours and is none of the theme's. */
function foreign(style: string): string[] {
  const said = [...style.matchAll(/(?:color|background|border|border-\w+|outline): ([^;}]+)/g)].map((each) =>
    (each[1] ?? '')
      .replaceAll(/var\(--vscode-[\w-]+(?:, transparent)?\)|\b(?:1px|solid|none|0|collapse)\b/g, '')
      .trim(),
  );
  return said.filter((each) => each !== '');
}

test('every colour is one of the theme, so that high contrast is kept', () => {
  const style = /<style[^>]*>(.*?)<\/style>/s.exec(page(evidence(), 'N'))?.[1] ?? '';
  assert.ok(style.includes('--vscode-editorWarning-foreground'));
  assert.deepEqual(foreign(style), []);
  assert.deepEqual(foreign(`${style} p { color: #888; } b { border: 1px solid var(--x, red); }`), [
    '#888',
    'var(--x, red)',
  ]);
});
