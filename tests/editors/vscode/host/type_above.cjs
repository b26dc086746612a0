'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = person.scenario(async () => {
  const editor = await person.open('mean.py');
  person.goTo(editor, 'digits: int');
  await person.choose(editor, '(tested first)');
  await editor.edit((edit) => edit.insert(new person.vscode.Position(0, 0), '# typed during the run\n'));
  const typed = editor.document.getText();
  await person.until('the fix', () => editor.document.getText().includes('int | None'));
  person.result({ typed, after: editor.document.getText() });
});
