/** Restarts: one at a time, none lost, and not for ever. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pause, queued } from '../../src/queue.ts';

/** Work whose rounds a test ends itself. */
function rounds(): { began: () => number; end: (error?: Error) => Promise<void>; work: () => Promise<void> } {
  const ends: ((error?: Error) => void)[] = [];
  let began = 0;
  return {
    began: () => began,
    work: () =>
      new Promise((resolve, reject) => {
        began += 1;
        ends.push((error) => {
          if (error) {
            reject(error);
          } else {
            resolve();
          }
        });
      }),
    end: async (error) => {
      ends.shift()?.(error);
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

test('many who ask while one round goes on are served by one more', async () => {
  const { began, end, work } = rounds();
  const ask = queued(work);
  const first = ask();
  const later = [ask(), ask(), ask()];
  assert.equal(began(), 1);
  await end();
  await first;
  assert.equal(began(), 2);
  await end();
  await Promise.all(later);
  assert.equal(began(), 2);
});

test('a round that fails does not stop those after it', async () => {
  const { began, end, work } = rounds();
  const ask = queued(work);
  const failing = assert.rejects(ask(), /first/);
  const next = ask();
  await end(new Error('first'));
  await failing;
  assert.equal(began(), 2);
  await end();
  await next;
  const third = ask();
  assert.equal(began(), 3);
  await end();
  await third;
});

test('a server that ends again and again is started later each time, and then no more', () => {
  const ended = [0, 1, 2, 3, 4].map((minute) => 1_000_000 + minute);
  const pauses = ended.map((_, index) => pause(ended.slice(0, index + 1), 1_000_010));
  assert.deepEqual(pauses, [1_000, 2_000, 4_000, 8_000, 16_000]);
  assert.equal(pause([...ended, 1_000_005], 1_000_010), undefined);
});

test('what ended long ago does not count', () => {
  assert.equal(pause([1, 2, 3, 4, 5, 6, 7, 1_000_000], 1_000_001), 1_000);
});
