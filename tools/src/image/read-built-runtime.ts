import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../elf/parse-elf.ts';
import { Fault } from '../fault/fault.ts';
import { digestOf } from '../oci/digest.ts';
import type { Layer, LayerFacts } from '../oci/layer.ts';
import { architectureOf, type Architecture } from '../processor/processor.ts';

/** What `nx run tools:runtime` leaves behind for a processor: the lower layer of every image, and its content as files. */
export interface BuiltRuntime {
  readonly layer: Layer;
  /** Folder of the layer's files. */
  readonly rootfsPath: string;
  /** What the program in it is for, whatever machine it was built on. */
  readonly architecture: Architecture;
}

/**
 * Reads the output of the runtime stage.
 *
 * @throws {Fault} `FILE_MISSING`; `RUNTIME_DAMAGED` where the layer is not the one that was built.
 */
export function readBuiltRuntime(folder: string): BuiltRuntime {
  const facts = JSON.parse(readPart(folder, 'layer.json').toString()) as LayerFacts;
  const blob = readPart(folder, 'layer.tar.gz');
  const digest = digestOf(blob);
  if (digest !== facts.digest)
    throw new Fault('RUNTIME_DAMAGED', { folder, expected: facts.digest, found: digest });
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
  'make it by "npx nx run tools:runtime", with the same --arch as the image, and set that in tools/project.json where it is set for the image in a file';
