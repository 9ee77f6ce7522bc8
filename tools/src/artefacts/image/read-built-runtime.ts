import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { nameLayer, type Compression } from '../../formats/oci/compression.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import type { Layer, LayerFacts } from '../../formats/oci/layer.ts';
import { architectureOf, type Architecture } from '../../formats/processor.ts';
import { PROGRAM } from '../../node/runtime/layout.ts';

/**
 * The output of `nx run tools:runtime` for a processor: the lower layer of every image, and its content
 * as files.
 */
export interface BuiltRuntime {
  readonly layer: Layer;
  /** Folder with the files of the layer. */
  readonly rootfsPath: string;
  /** Architecture of the program in it. */
  readonly architecture: Architecture;
}

/**
 * Reads the output of the runtime stage, which must have the given compression.
 *
 * @throws {Fault} `FILE_MISSING`; `RUNTIME_DAMAGED` if the layer differs from the one that was built.
 */
export function readBuiltRuntime(folder: string, compression: Compression): BuiltRuntime {
  const facts = JSON.parse(readPart(folder, 'layer.json').toString()) as LayerFacts;
  const name = nameLayer('layer', compression);
  const blob = readPart(folder, name);
  const digest = digestOf(blob);
  if (digest !== facts.digest)
    throw new Fault('RUNTIME_DAMAGED', { folder, name, expected: facts.digest, found: digest });
  const program = `rootfs/${PROGRAM}`;
  const { machine } = parseElf(readPart(folder, program), join(folder, program));
  return {
    layer: { ...facts, blob },
    rootfsPath: join(folder, 'rootfs'),
    architecture: architectureOf(machine),
  };
}

function readPart(folder: string, name: string): Buffer {
  const path = join(folder, name);
  if (existsSync(path)) return readFileSync(path);
  throw new Fault('FILE_MISSING', { path, remedy: REMEDY });
}

const REMEDY =
  'build it with "npx nx run tools:runtime", with the same --arch and --compression as the image; if the image sets them in a file, set them in tools/project.json, too';
