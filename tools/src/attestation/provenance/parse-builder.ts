import { Fault } from '../../host/faults/fault.ts';
import type { Digest } from '../../formats/oci/digest.ts';

/** Where a build runs: in a container of a known image, or on an unknown host. */
export type Builder =
  | {
      readonly place: 'container';
      /** ID of the builder image, or the digest that it was pulled by. */
      readonly image: Digest;
      /** Digest of the files of its base image; undefined if the image came from a registry. */
      readonly base: Digest | undefined;
    }
  | { readonly place: 'host' };

/**
 * Parses the variables that a container build sets: TSCRATCH_BUILDER and TSCRATCH_BUILDER_BASE.
 *
 * @throws {Fault} `BUILDER_UNKNOWN` for anything but a digest.
 */
export function parseBuilder(environment: NodeJS.ProcessEnv): Builder {
  const read = (variable: string): Digest | undefined => {
    const text = environment[variable];
    if (text === undefined || isDigest(text)) return text;
    throw new Fault('BUILDER_UNKNOWN', { variable, text });
  };
  const image = read('TSCRATCH_BUILDER');
  if (image === undefined) return { place: 'host' };
  return { place: 'container', image, base: read('TSCRATCH_BUILDER_BASE') };
}

function isDigest(text: string): text is Digest {
  return /^sha256:[0-9a-f]{64}$/.test(text);
}
