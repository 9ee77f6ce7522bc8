import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';

/** Serves the packed tools to a folder; all other packages are those of the user's registry. */
export async function startNpmRegistry(folder: string): Promise<ChildProcess> {
  const packed = join(workspacePath, 'dist/packages/tools');
  const args = ['pack', '--silent', `--pack-destination=${folder}`];
  const archive = join(folder, runProgram('npm', args, { cwd: packed }));
  const script = join(import.meta.dirname, 'npm-registry.mjs');
  const child = spawn(process.execPath, [script, archive, join(packed, 'package.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = (await once(createInterface({ input: child.stdout }), 'line')) as [string];
  writeFileSync(join(folder, '.npmrc'), `@tscratch:registry=http://127.0.0.1:${port}/\n`);
  return child;
}
