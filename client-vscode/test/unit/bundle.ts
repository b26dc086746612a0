/** Packages with a server in them that needs nothing else, for the tests. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export const PYTHON = process.env['ASSAY_PYTHON'] ?? 'python3';
const MAKE_WHEEL = `
import sys, zipfile
info = 'small-1.0.dist-info/'
with zipfile.ZipFile(sys.argv[1], 'w') as wheel:
    wheel.writestr('small.py', 'WHOLE = True')
    wheel.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: small\\nVersion: 1.0\\n')
    wheel.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
    wheel.writestr(info + 'RECORD', '')
`;

/** The folder of one. Packages that differ in `lock` are different versions. */
export function bundle(home: string, name: string, lock = 'nothing'): string {
  const folder = path.join(home, name);
  mkdirSync(folder);
  writeFileSync(path.join(folder, 'requirements.txt'), `# ${lock}\n`);
  execFileSync(PYTHON, ['-I', '-c', MAKE_WHEEL, path.join(folder, 'small-1.0-py3-none-any.whl')]);
  return folder;
}
