import type { World } from './world.ts';

/** The sources of this program, as far as the build recorded them. */
export interface Release {
  /** The commit, followed by `-dirty` if the working tree differed from it. */
  readonly revision?: string;
  /** Time of the commit and of all artefacts built from it, in RFC 3339. */
  readonly created?: string;
  /** Day on which the Node inside was released, `YYYY-MM-DD`. */
  readonly nodeReleased?: string;
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
 * Parses revision, time and the day of Node from an SBOM.
 *
 * @throws {SyntaxError} if it is not JSON.
 * @see https://cyclonedx.org/docs/1.7/json/#metadata
 * @see https://specs.opencontainers.org/image-spec/annotations/ for the property's name
 */
export function parseRelease(sbom: string): Release {
  const { metadata, components } = (JSON.parse(sbom) ?? {}) as Sbom;
  const revision = findValue(metadata?.component, 'org.opencontainers.image.revision');
  const created = metadata?.timestamp;
  const node = components?.find(({ name, type }) => name === 'node' && type === 'platform');
  const nodeReleased = findValue(node, 'tscratch:node:released');
  return {
    ...(typeof revision === 'string' && { revision }),
    ...(typeof created === 'string' && { created }),
    ...(typeof nodeReleased === 'string' && { nodeReleased }),
  };
}

function findValue(component: Component | undefined, wanted: string): unknown {
  return component?.properties?.find(({ name }) => name === wanted)?.value;
}

/** The parts of the format that are used here. */
interface Sbom {
  readonly metadata?: {
    readonly timestamp?: unknown;
    readonly component?: Component;
  };
  readonly components?: readonly Component[];
}

interface Component {
  readonly name?: unknown;
  readonly type?: unknown;
  readonly properties?: readonly { readonly name?: unknown; readonly value?: unknown }[];
}
