import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findClosure } from '../libraries/resolve-libraries.ts';
import type { Elf } from '../../formats/elf/elf.ts';
import { readLockedLibraries } from '../libraries/read-locked-libraries.ts';
import type { Ingredients } from './plan-self-contained.ts';
import { stubFile } from './stub/build-stub.ts';

/**
 * Gathers what a program needs to become self-contained, for the machine that it is for: its exact
 * closure out of the locked libraries, and the compiled stub.
 *
 * @param toolsFolder `tools` of the workspace.
 * @throws {Fault} where a library is not locked or not the one that was.
 */
export function readIngredients(application: Elf, toolsFolder: string): Ingredients {
  const { machine } = application;
  const source = readLockedLibraries(join(toolsFolder, 'libraries'), machine);
  const stub = readFileSync(join(toolsFolder, 'src/node/self-contained/stub', stubFile(machine)));
  return { application, closure: findClosure(application, source), stub };
}
