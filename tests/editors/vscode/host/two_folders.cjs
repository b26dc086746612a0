'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = async () => {
  const after = [];
  for (const folder of person.folders().keys()) {
    const editor = await person.open('mean.py', folder);
    person.goTo(editor, 'digits: int');
    await person.choose(editor, '(tested first)');
    await person.until('the fix', () => editor.document.getText().includes('int | None'));
    after.push(editor.document.getText());
  }
  person.result({ after });
};
