/** Each folder's Python: from the first who knows it, and without waiting for those who never answer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { asArguments, interpreterOf, interpretersOf, withVariables } from '../../src/interpreters.ts';
import type { Source } from '../../src/interpreters.ts';

const knows =
  (path: string): Source =>
  () =>
    Promise.resolve(path);
const ignorant: Source = () => Promise.resolve(undefined);
const broken: Source = () => Promise.reject(new Error('no such thing'));
const nothing = (text: string): void => {
  throw new Error(`nothing was to be said, and not: ${text}`);
};
const silent: Source = () => new Promise(() => undefined);

test('the first that knows one decides', async () => {
  assert.equal(await interpreterOf('/a', [ignorant, knows('/first'), knows('/second')], nothing), '/first');
  assert.equal(await interpreterOf('/a', [ignorant], nothing), undefined);
});

test('one that fails or hangs is passed over, and that is said', async () => {
  const said: string[] = [];
  const found = await interpreterOf('/a', [broken, silent, knows('/python')], (text) => said.push(text), 0.05);
  assert.equal(found, '/python');
  assert.match(said.join('\n'), /\/a: .*no such thing\n\/a: .*no answer within 0.05 s/);
});

test('each folder hands over its own', () => {
  const found = new Map([
    ['/a', '/a/.venv/bin/python'],
    ['/b', '/opt/python'],
  ]);
  assert.deepEqual(asArguments(found), ['--interpreter', '/a=/a/.venv/bin/python', '--interpreter', '/b=/opt/python']);
});

test('what people write into a path is understood', () => {
  assert.equal(withVariables('${workspaceFolder}/.venv/bin/python', '/a', '/home/me'), '/a/.venv/bin/python');
  assert.equal(withVariables('~/python', '/a', '/home/me'), '/home/me/python');
  assert.equal(withVariables('${userHome}/x~', '/a', '/home/me'), '/home/me/x~');
});

test('all folders are asked for at once, and the order stays', async () => {
  let asked = 0;
  const together: Source = async (folder) => {
    asked += 1;
    while (asked < 2) {
      await new Promise((resolve) => setImmediate(resolve)); // alone it would have no answer
    }
    return folder === '/none' ? undefined : `${folder}/python`;
  };
  const found = await interpretersOf(['/b', '/none', '/a'], [together], nothing);
  assert.deepEqual(
    [...found.entries()],
    [
      ['/b', '/b/python'],
      ['/a', '/a/python'],
    ],
  );
});
