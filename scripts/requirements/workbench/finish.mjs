/** What is left to do once the packages are there: unpack the browser, and put modules where a page looks for them. */
import { createReadStream, createWriteStream, symlinkSync } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';

import tar from 'tar-fs';

const BIN = 'node_modules/@sparticuz/chromium/bin';

/** @param {string} name @param {NodeJS.WritableStream} to */
async function unpack(name, to) {
  await pipeline(createReadStream(`${BIN}/${name}.br`), createBrotliDecompress(), to);
}

if (process.arch === 'x64') {
  await unpack('chromium', createWriteStream('chromium', { mode: 0o755 }));
  // what it needs of a system and a bare one has not: lib/
  await unpack('al2023.tar', tar.extract('.'));
}

// the server of the workbench finds its modules by going up; the page asks for them in this folder
symlinkSync('../../..', 'node_modules/code-server/lib/vscode/node_modules');
