import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../../..');

/**
 * Checks the types of the main.ts in a folder of the workspace, by the rules of the workspace.
 *
 * @returns What the compiler prints: nothing if the types are right.
 * @throws {Error} if they are wrong.
 */
export function checkTypes(folder: string): string {
  const compilerOptions = {
    composite: false,
    declarationMap: false,
    emitDeclarationOnly: false,
    noEmit: true,
  };
  const config = { extends: join(workspace, 'tsconfig.base.json'), compilerOptions };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ ...config, files: ['main.ts'] }));
  const tsc = join(workspace, 'node_modules/typescript/bin/tsc');
  return execFileSync(process.execPath, [tsc, '--project', folder], { encoding: 'utf8' });
}
