'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = person.scenario(async () => {
  const editor = await person.open('mean.py');
  person.goTo(editor, 'digits: int');
  const offered = async () => (await person.titles(editor)).filter((title) => title.includes('(tested first)'));
  await person.until('an offer', async () => (await offered()).length > 0);
  const first = [...person.servers().keys()];
  for (const server of first) {
    process.kill(server, 'SIGKILL');
  }
  const second = await person.until('another server', () => {
    const found = [...person.servers().keys()].filter((server) => !first.includes(server));
    return found.length > 0 ? found : undefined;
  });
  await person.until('an offer of the other server', async () => (await offered()).length > 0);
  await person.choose(editor, '(tested first)');
  await person.until('the fix', () => editor.document.getText().includes('int | None'));
  person.result({ first: first.length, second: second.length, after: editor.document.getText() });
});
