import type { World } from './world.ts';

/** The sources of this program, as far as the build recorded them. */
export interface Release {
  /** The commit, followed by `-dirty` if the working tree differed from it. */
  readonly revision?: string;
  /** Time of the commit and of all artefacts built from it, in RFC 3339. */
  readonly created?: string;
}

/**
 * Reads which sources this program was built from. An unreadable SBOM counts as absent here; the
 * command that prints it reports the error.
 */
export function readRelease({ readSbom }: Pick<World, 'readSbom'>): Release {
  try {
    return parseRelease(readSbom() ?? '{}');
  } catch {
    return {};
  }
}

/**
 * Parses revision and time from an SBOM.
 *
 * @throws {SyntaxError} if it is not JSON.
 * @see https://cyclonedx.org/docs/1.6/json/#metadata
 * @see https://specs.opencontainers.org/image-spec/annotations/ for the property's name
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

/** The parts of the format that are used here. */
interface Sbom {
  readonly metadata?: {
    readonly timestamp?: unknown;
    readonly component?: {
      readonly properties?: readonly { readonly name?: unknown; readonly value?: unknown }[];
    };
  };
}
