import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { nameLayer, type Compression } from '../../formats/oci/compression.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import type { Layer, LayerFacts } from '../../formats/oci/layer.ts';
import { architectureOf, type Architecture } from '../../formats/processor.ts';

/**
 * What `nx run tools:runtime` leaves behind for a processor: the lower layer of every image, and its
 * content as files.
 */
export interface BuiltRuntime {
  readonly layer: Layer;
  /** Folder of the layer's files. */
  readonly rootfsPath: string;
  /** What the program in it is for, whatever machine it was built on. */
  readonly architecture: Architecture;
}

/**
 * Reads the output of the runtime stage, which has to be of the compression that is wanted.
 *
 * @throws {Fault} `FILE_MISSING`; `RUNTIME_DAMAGED` where the layer is not the one that was built.
 */
export function readBuiltRuntime(folder: string, compression: Compression): BuiltRuntime {
  const facts = JSON.parse(readPart(folder, 'layer.json').toString()) as LayerFacts;
  const name = nameLayer('layer', compression);
  const blob = readPart(folder, name);
  const digest = digestOf(blob);
  if (digest !== facts.digest)
    throw new Fault('RUNTIME_DAMAGED', { folder, name, expected: facts.digest, found: digest });
  const { machine } = parseElf(readPart(folder, 'rootfs/server'), join(folder, 'rootfs/server'));
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
