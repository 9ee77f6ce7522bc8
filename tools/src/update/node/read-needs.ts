import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkSymbolVersions } from '../../node/libraries/check-symbol-versions.ts';
import { resolveLibraries } from '../../node/libraries/resolve-libraries.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { parseNeededVersions } from '../../formats/elf/parse-symbol-versions.ts';
import { readLockedLibraries } from '../../node/libraries/read-locked-libraries.ts';
import type { Needs } from './measures.ts';

/**
 * Reads the needs of a Node, and checks that the locked libraries satisfy them.
 *
 * @param nodePath Path of the official binary, for any processor.
 * @param toolsFolder `tools` of the workspace.
 * @throws {Fault} `LIBRARY_MISSING`, `SYMBOL_VERSION_MISSING`.
 */
export function readNeeds(nodePath: string, toolsFolder: string): Needs {
  const node = parseElf(readFileSync(nodePath), nodePath);
  const source = readLockedLibraries(join(toolsFolder, 'libraries'), node.machine);
  const resolved = resolveLibraries(node, source);
  checkSymbolVersions(node, resolved);
  return {
    libraries: [resolved.dynamicLoader, ...resolved.libraries].map(({ name }) => name),
    symbolVersions: parseNeededVersions(node).map(
      ({ library, version }) => `${version} of ${library}`,
    ),
  };
}
