import type { Artefact } from './compare-artefacts.ts';
import { findFormat, tryParse } from './find-format.ts';
import type { Part } from './part.ts';

/** A stranger's archive may nest without end; ours go four deep. */
const MAX_DEPTH = 8;

/**
 * Finds a named part wherever it lies in an artefact: the `sbom.cdx.json` or `server.app` of a
 * binary, an archive, a package or an image. A folder before the name does not matter, and of
 * several the last one counts, as it does when an archive is unpacked. Parts of an image are found
 * without its platform, or with it: `config`, `config of linux/amd64`.
 *
 * @returns Its bytes; undefined where there is none, or where the artefact is damaged.
 */
export function findPart({ bytes }: Artefact, name: string): Uint8Array | undefined {
  return findIn({ name: '', bytes, offset: 0 }, name, MAX_DEPTH);
}

function findIn(part: Part, name: string, depth: number): Uint8Array | undefined {
  const format = part.isOpaque ? undefined : (part.format ?? findFormat(part.bytes));
  if (format === undefined || depth === 0) return undefined;
  for (const inner of (tryParse(format, part.bytes) ?? []).toReversed()) {
    const bytes = matches(inner, name) ? contentOf(inner) : findIn(inner, name, depth - 1);
    if (bytes !== undefined) return bytes;
  }
  return undefined;
}

function matches(part: Part, name: string): boolean {
  const { name: own } = part;
  return own === name || own.endsWith(`/${name}`) || own.startsWith(`${name} of `);
}

/** Of a member of an archive the part without a name is its content; other parts are content. */
function contentOf({ bytes, format }: Part): Uint8Array {
  if (format === undefined) return bytes;
  return tryParse(format, bytes)?.find((part) => part.name === '')?.bytes ?? bytes;
}
