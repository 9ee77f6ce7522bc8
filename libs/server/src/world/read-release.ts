import type { World } from './world.ts';

/** What is known of the sources of this program, where a build has noted it. */
export interface Release {
  /** The commit, `-dirty` behind it where the tree differed. */
  readonly revision?: string;
  /** Its time in RFC 3339, and so that of all artefacts made of it. */
  readonly created?: string;
}

/**
 * Reads of which sources this program was built. Nobody is stopped by an SBOM that cannot be read:
 * only the command that prints it says so.
 */
export function readRelease({ readSbom }: Pick<World, 'readSbom'>): Release {
  try {
    return parseRelease(readSbom() ?? '{}');
  } catch {
    return {};
  }
}

/**
 * Takes revision and time out of an SBOM.
 *
 * @throws {SyntaxError} where it is not JSON.
 * @see https://cyclonedx.org/docs/1.6/json/#metadata
 * @see https://specs.opencontainers.org/image-spec/annotations/ for the name of the property
 */
export function parseRelease(sbom: string): Release {
  const { metadata } = (JSON.parse(sbom) ?? {}) as Sbom;
  const revision = metadata?.component?.properties?.find(
    ({ name }) => name === 'org.opencontainers.image.revision',
  )?.value;
  const created = metadata?.timestamp;
  return {
    ...(typeof revision === 'string' && { revision }),
    ...(typeof created === 'string' && { created }),
  };
}

/** The parts of the format that are read here. */
interface Sbom {
  readonly metadata?: {
    readonly timestamp?: unknown;
    readonly component?: {
      readonly properties?: readonly { readonly name?: unknown; readonly value?: unknown }[];
    };
  };
}
