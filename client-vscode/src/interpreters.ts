/** Which Python each folder has: by its setting, else by whichever extension the person chooses one with. */

/** One who may know a folder's Python; undefined where they do not. */
export type Source = (folder: string) => Promise<string | undefined>;

const SECONDS = 10;

/** The Python of a folder, from the first source that knows one. One that fails or hangs is passed over. */
export async function interpreterOf(
  folder: string,
  sources: readonly Source[],
  say: (text: string) => void,
  seconds = SECONDS,
): Promise<string | undefined> {
  for (const source of sources) {
    try {
      const found = await within(seconds, source(folder));
      if (found) {
        return found;
      }
    } catch (error) {
      say(`${folder}: a source of its Python was passed over: ${String(error)}`);
    }
  }
  return undefined;
}

/** The folders whose Python is known, each with it. All are asked for at once. */
export async function interpretersOf(
  folders: readonly string[],
  sources: readonly Source[],
  say: (text: string) => void,
): Promise<ReadonlyMap<string, string>> {
  const found = await Promise.all(folders.map((folder) => interpreterOf(folder, sources, say)));
  return new Map(folders.flatMap((folder, index) => (found[index] ? [[folder, found[index]]] : [])));
}

/** The server's arguments for the folders whose Python is known. */
export function asArguments(found: ReadonlyMap<string, string>): string[] {
  return [...found].flatMap(([folder, path]) => ['--interpreter', `${folder}=${path}`]);
}

const VARIABLES = /\$\{(workspaceFolder|userHome)\}/g;

/** A path of a setting, with the variables that people write into it. */
export function withVariables(text: string, folder: string, home: string): string {
  return text.replace(VARIABLES, (_, name) => (name === 'userHome' ? home : folder)).replace(/^~(?=\/|$)/, home);
}

async function within<T>(seconds: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new Error(`no answer within ${String(seconds)} s`));
    }, seconds * 1000);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
