/** What the server says in a line. VS Code cuts a line off that has no button, and every line has one that helps. */
import { commands, window } from 'vscode';
import type { ShowMessageParams } from 'vscode-languageclient/node';
import { MessageType } from 'vscode-languageclient/node';
import { LOG, offer } from './buttons.ts';
import type { OutcomeSaid } from './protocol.ts';

/** More than this of a line without a button is not seen. */
const SEEN = 60;

/** Show a line; what is more than a short note comes with the way to the log. */
export async function say(params: ShowMessageParams): Promise<void> {
  const short = params.type !== MessageType.Error && params.message.length <= SEEN;
  await offer(waysToShow(params.type), params.message, short ? {} : LOG);
}

/** Show what came of a unit, with the way to its evidence. */
export async function sayOutcome(said: OutcomeSaid): Promise<void> {
  const { run, unit } = said;
  await offer(waysToShow(said.type), said.message, {
    'Show the Evidence': () => commands.executeCommand('assay.evidence', { run, unit }),
  });
}

function waysToShow(type: MessageType): (message: string, ...titles: string[]) => Thenable<string | undefined> {
  switch (type) {
    case MessageType.Error:
      return window.showErrorMessage;
    case MessageType.Warning:
      return window.showWarningMessage;
    default:
      return window.showInformationMessage;
  }
}
