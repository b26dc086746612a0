/** What every scenario beside the extension uses. It acts as a person would and waits for what that person would see. */
'use strict';

const fs = require('node:fs');
const vscode = require('vscode');

const SECONDS = 60;

/**
 * Wait until a condition gives something, looking ten times a second.
 * @template T
 * @param {string} what
 * @param {() => T | Promise<T>} condition
 * @returns {Promise<NonNullable<T>>}
 */
async function until(what, condition, seconds = SECONDS) {
  for (let tenth = 0; tenth < seconds * 10; tenth++) {
    const found = await condition();
    if (found) {
      return found;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`waited in vain: ${what}`);
}

/** The folders that are open. */
function folders() {
  return vscode.workspace.workspaceFolders ?? [];
}

/** Open a file of a folder of the workspace. @param {string} name */
async function open(name, folder = 0) {
  const { uri } = folders()[folder];
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(uri, name));
  return vscode.window.showTextDocument(document);
}

/** @param {import('vscode').TextEditor} editor @param {string} text */
function goTo(editor, text) {
  const position = editor.document.positionAt(editor.document.getText().indexOf(text));
  editor.selection = new vscode.Selection(position, position);
}

/**
 * The code actions at the cursor, as the menu has them. The workbench gives a question up when the text changes, or
 * when another begins to offer actions meanwhile; it is asked again then, as for the light bulb.
 * @param {import('vscode').TextEditor} editor
 */
async function menu(editor) {
  return until('the menu', async () => {
    try {
      return /** @type {import('vscode').CodeAction[]} */ (
        await vscode.commands.executeCommand('vscode.executeCodeActionProvider', editor.document.uri, editor.selection)
      );
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Canceled')) {
        throw error;
      }
      return undefined;
    }
  });
}

/** Choose the code action whose title holds the text, once it is there. @param {import('vscode').TextEditor} editor @param {string} title */
async function choose(editor, title) {
  const action = await until(title, async () => (await menu(editor)).find((each) => each.title.includes(title)));
  if (action.edit) {
    await vscode.workspace.applyEdit(action.edit);
  }
  if (action.command) {
    await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []));
  }
}

/** @param {import('vscode').TextEditor} editor */
async function titles(editor) {
  return (await menu(editor)).map((each) => each.title);
}

/** The text of a file of a process; nothing where that has ended meanwhile. @param {string} path */
function ofProcess(path) {
  try {
    return fs.readFileSync(path, 'utf-8');
  } catch {
    return '';
  }
}

/** The servers that this host of extensions has started: the command line of each, by its process. */
function servers() {
  const tasks = fs.readdirSync('/proc/self/task');
  const children = tasks.flatMap((task) => ofProcess(`/proc/self/task/${task}/children`).split(' ')).filter(Boolean);
  const lines = children.map((child) => [Number(child), ofProcess(`/proc/${child}/cmdline`).split('\0')]);
  return new Map(/** @type {[number, string[]][]} */ (lines).filter(([, line]) => line.includes('serve')));
}

/** @param {Record<string, unknown>} found */
function result(found) {
  console.log(`RESULT ${JSON.stringify(found)}`);
}

/**
 * A scenario that says first why it failed, among all that the workbench says.
 * @param {() => Promise<void>} play
 */
function scenario(play) {
  return async () => {
    try {
      await play();
    } catch (error) {
      console.log(`FAILED ${error instanceof Error ? error.stack : String(error)}`);
      throw error;
    }
  };
}

module.exports = { vscode, scenario, until, folders, open, goTo, menu, choose, titles, servers, result };
