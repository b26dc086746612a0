'use strict';

const person = require('../../../../scripts/lib/workbench/host.cjs');

exports.run = person.scenario(async () => {
  const editor = await person.open('mean.py');
  const before = editor.document.getText();
  const shown = await person.until('an error', () =>
    person.vscode.languages.getDiagnostics(editor.document.uri).find((each) => each.source === 'mypy'),
  );
  person.goTo(editor, 'digits: int');
  const titles = await person.titles(editor);
  await person.choose(editor, '(tested first)');
  await person.until('the fix', () => editor.document.getText() !== before);
  const after = editor.document.getText();
  const dirty = editor.document.isDirty;
  await person.vscode.commands.executeCommand('undo');
  const undone = editor.document.getText();
  const commands = (await person.vscode.commands.getCommands()).filter((each) => /^assay\./.test(each));
  const { contributes } = person.vscode.extensions.getExtension('assay.assay')?.packageJSON ?? {};
  const contributed = contributes.commands.map((/** @type {{ command: string }} */ each) => each.command);
  person.result({
    commands,
    contributed,
    before,
    titles,
    after,
    dirty,
    undone,
    shown: { line: shown.range.start.line, text: shown.message },
  });
});
