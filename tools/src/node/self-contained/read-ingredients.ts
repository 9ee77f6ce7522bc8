import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { resolveLibraries } from '../libraries/resolve-libraries.ts';
import type { Elf } from '../../formats/elf/elf.ts';
import { readLockedLibraries } from '../libraries/read-locked-libraries.ts';
import type { Ingredients } from './plan-self-contained.ts';
import { stubFile } from './stub/build-stub.ts';

/**
 * Reads what a program needs to become self-contained, for the machine that it is built for: exactly
 * the libraries it needs, out of the locked ones, and the compiled stub.
 *
 * @param toolsFolder `tools` of the workspace.
 * @throws {Fault} if a library is not locked, or differs from the locked one.
 */
export function readIngredients(application: Elf, toolsFolder: string): Ingredients {
  const { machine } = application;
  const source = readLockedLibraries(join(toolsFolder, 'libraries'), machine);
  const stub = readFileSync(join(toolsFolder, 'src/node/self-contained/stub', stubFile(machine)));
  return { application, resolved: resolveLibraries(application, source), stub };
}
