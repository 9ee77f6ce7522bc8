import { PROCESSORS } from '../../formats/processor.ts';
import { readSbom } from './read-sbom.ts';

interface Document {
  readonly components: readonly { readonly group?: string; readonly name: string }[];
}

/**
 * Tells from the SBOM whether a program contains @tscratch/server, which has a health check of its own.
 *
 * @param folder Output folder of the sbom stage, for all processors.
 * @throws {Fault} `FILE_MISSING`
 */
export function holdsServer(folder: string): boolean {
  return PROCESSORS.slice(0, 1).some(({ architecture }) => {
    const document = JSON.parse(readSbom(folder, architecture).document.toString()) as Document;
    return document.components.some(
      ({ group, name }) => group === '@tscratch' && name === 'server',
    );
  });
}
