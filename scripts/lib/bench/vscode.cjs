/** How long the extension takes to be there, and from then on the server to answer with a menu. */
'use strict';

const person = require('../workbench/host.cjs');

/** The milliseconds that an extension takes to be active. @param {string} id */
async function activation(id) {
  const extension = person.vscode.extensions.getExtension(id);
  if (!extension || extension.isActive) {
    throw new Error(`${id} is ${extension ? 'active before anything asked for it' : 'not installed'}`);
  }
  const start = performance.now();
  await extension.activate();
  return performance.now() - start;
}

/** The milliseconds that the host of extensions says it took to load and to activate one. @param {string} id */
async function counted(id) {
  await person.vscode.commands.executeCommand('perfview.show');
  const row = await person.until('the figures of the host', () => {
    const shown = person.vscode.workspace.textDocuments.find((each) => each.uri.scheme === 'perf');
    return shown?.getText().match(new RegExp(`^\\|\\s*${id}\\s*\\|.*$`, 'm'))?.[0];
  });
  const [, , , load, call] = row.split('|').map((each) => each.trim());
  return Number(load) + Number(call);
}

exports.run = async () => {
  const floor = await activation('tests.companion');
  const own = await activation('assay.assay');
  const start = performance.now();
  const editor = await person.open('rounding.py');
  person.goTo(editor, 'digits: int');
  while ((await person.titles(editor)).length === 0) {
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  const menu = performance.now() - start;
  const host = await counted('assay.assay');
  person.result({ floor, activation: own, host, menu, version: person.vscode.version });
};
