'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = person.scenario(async () => {
  const editor = await person.open('mean.py');
  const before = editor.document.getText();
  person.goTo(editor, 'digits: int');
  await person.choose(editor, '(tested first)');
  const cancels = async () => (await person.titles(editor)).filter((title) => title.startsWith('Cancel: '));
  const titles = await person.until('the run', async () => {
    const found = await cancels();
    return found.length > 0 ? found : undefined;
  });
  await person.choose(editor, 'Cancel: ');
  await person.until('the end of the run', async () => (await cancels()).length === 0);
  person.result({ before, titles, after: editor.document.getText() });
});
