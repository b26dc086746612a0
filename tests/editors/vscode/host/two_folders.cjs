'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = person.scenario(async () => {
  // the settings of the folders may be read after the start of the extension, which then starts the server once more
  await person.until('a server that knows both', () =>
    [...person.servers().values()].some((line) => person.folders().every(({ name }) => knows(line, name))),
  );
  const after = [];
  for (const folder of person.folders().keys()) {
    const editor = await person.open('mean.py', folder);
    person.goTo(editor, 'digits: int');
    await person.choose(editor, '(tested first)');
    await person.until('the fix', () => editor.document.getText().includes('int | None'));
    after.push(editor.document.getText());
  }
  person.result({ after });
});

/** Whether a server was told of the folder's own Python. @param {string[]} line @param {string} name */
function knows(line, name) {
  return line.some((each) => each.endsWith(`/pythons/${name}/bin/python`));
}
