/** The page of what runs: each candidate with what it has passed, and what ends it, and nothing that is more than text. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Candidate } from '../../src/protocol.ts';
import { live, runningPage } from '../../src/runningPage.ts';

const CANDIDATE: Candidate = {
  run: 'r',
  candidate: 2,
  title: 'a title',
  rationale: 'another way',
  state: 'checking',
  passed: ['parses', 'types'],
};

const ends = (html: string): string[] =>
  [...html.matchAll(/data-choice="(\w+)" data-run="(\w+)" data-candidate="(\d+)"/g)].map((each) =>
    each.slice(1).join(' '),
  );

test('a candidate is there with what it has passed, and can be ended', () => {
  const html = live([{ run: 'r', title: 'a run', candidates: [CANDIDATE] }]);
  assert.ok(html.includes('<h2>a run</h2>') && html.includes('2: another way') && html.includes('parses, types'));
  assert.deepEqual(ends(html), ['end r 2', 'remark r 2']);
});

test('one that is not proposed yet takes no remark, and one that is over cannot be ended', () => {
  const states = (state: Candidate['state']): string[] =>
    ends(live([{ run: 'r', title: '', candidates: [{ ...CANDIDATE, state }] }]));
  assert.deepEqual(states('proposing'), ['end r 2']);
  assert.deepEqual([states('held'), states('rejected'), states('ended')], [[], [], []]);
});

test('where nothing runs it says so', () => {
  assert.ok(runningPage([], 'N').includes('Nothing is running.'));
});

test('hostile text is text, wherever it stands', () => {
  const evil = '"><script>x</script><img src=x><button data-choice="apply">\u202e';
  const one = { ...CANDIDATE, run: evil, title: evil, rationale: evil, passed: [evil] };
  const html = live([{ run: evil, title: evil, candidates: [one] }]);
  assert.deepEqual(
    [html.includes('<script'), html.includes('<img'), html.includes('data-choice="apply"'), html.includes('\u202e')],
    [false, false, false, false],
  );
});
