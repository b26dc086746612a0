/** What package.json's conditions can ask for. */
import { commands } from 'vscode';
import type { Context } from './names.ts';

export function setContext(name: Context, value: boolean): void {
  void commands.executeCommand('setContext', `assay.${name}`, value);
}
