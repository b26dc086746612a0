/** Messages with buttons that help. */
import { commands } from 'vscode';

type Buttons = Readonly<Record<string, () => unknown>>;

export const LOG: Buttons = { 'Show the Log': () => commands.executeCommand('assay.showLog') };
export const SETTINGS: Buttons = { 'Open the Settings': () => commands.executeCommand('assay.openSettings') };

/** Show a message in one of the editor's ways, and do what its reader chooses. */
export async function offer(
  show: (words: string, ...titles: string[]) => Thenable<string | undefined>,
  words: string,
  buttons: Buttons,
): Promise<void> {
  const chosen = await show(words, ...Object.keys(buttons));
  await (chosen === undefined ? undefined : buttons[chosen]?.());
}
