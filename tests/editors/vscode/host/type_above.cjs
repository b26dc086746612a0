'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = async () => {
  const editor = await person.open('mean.py');
  person.goTo(editor, 'digits: int');
  await person.choose(editor, '(tested first)');
  await person.until('the run', async () =>
    (await person.titles(editor)).some((title) => title.startsWith('Cancel: ')),
  );
  await editor.edit((edit) => edit.insert(new person.vscode.Position(0, 0), '# typed during the run\n'));
  await person.until('the fix', () => editor.document.getText().includes('int | None'));
  person.result({ after: editor.document.getText() });
};
