/** The key of the model: in the editor's own store of secrets, handed to the server's process, and nowhere else. */
import type { ExtensionContext } from 'vscode';
import { window } from 'vscode';

const NAME = 'assay.modelKey';

/** The variable that the server finds it in. */
export const VARIABLE = 'ASSAY_MODEL_KEY';

/** The key, where one is stored. */
export async function modelKey(context: ExtensionContext): Promise<string | undefined> {
  return context.secrets.get(NAME);
}

/** Ask for the key; undefined where none was given. */
export async function askModelKey(): Promise<string | undefined> {
  const key = await window.showInputBox({
    title: 'Assay: the key for the model',
    prompt:
      'It is kept in the secret store of this editor and sent to the address of the setting assay.modelUrl alone.',
    password: true,
    ignoreFocusOut: true,
    validateInput: (text) => (/^[\x21-\x7e]+$/.test(text.trim()) ? undefined : 'One line without spaces, please'),
  });
  return key?.trim();
}

/** Keep the key for all windows. */
export async function storeModelKey(context: ExtensionContext, key: string): Promise<void> {
  await context.secrets.store(NAME, key);
}

/** Forget the key. */
export async function forgetModelKey(context: ExtensionContext): Promise<void> {
  await context.secrets.delete(NAME);
}
