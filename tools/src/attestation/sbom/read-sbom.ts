import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { Architecture } from '../../formats/processor.ts';

/** File names in the output of the sbom stage, which has one folder for each processor. */
export const SBOM = 'sbom.cdx.json';
export const OPENVEX = 'node.openvex.json';
export const LICENCES = 'licences';

/** The output of the sbom stage for one processor. */
export interface BuiltSbom {
  /** A CycloneDX document, JSON. */
  readonly document: Buffer;
  /** An OpenVEX document, JSON, if anything is known. */
  readonly openVex?: Buffer | undefined;
  /** Licence texts of the packages in the bundle, by file name, sorted. */
  readonly licences: ReadonlyMap<string, Buffer>;
}

/**
 * Reads the output of the sbom stage.
 *
 * @param folder Output folder of the stage, for all processors.
 * @throws {Fault} `FILE_MISSING`
 */
export function readSbom(folder: string, architecture: Architecture): BuiltSbom {
  const path = join(folder, architecture, SBOM);
  if (!existsSync(path)) throw new Fault('FILE_MISSING', { path, remedy: REMEDY });
  const licences = join(folder, architecture, LICENCES);
  const openVexPath = join(folder, architecture, OPENVEX);
  return {
    document: readFileSync(path),
    openVex: existsSync(openVexPath) ? readFileSync(openVexPath) : undefined,
    licences: new Map(
      readdirSync(licences)
        .toSorted()
        .map((name) => [name, readFileSync(join(licences, name))] as const),
    ),
  };
}

const REMEDY = 'build it with the target "sbom" of the same project';
