import type { Artefact } from './compare-artefacts.ts';
import { findFormat, tryParse } from './find-format.ts';
import type { Part } from './part.ts';

/** An untrusted archive may nest without end; the artefacts of this workspace nest four deep. */
const MAX_DEPTH = 8;

/**
 * Finds a named part anywhere in an artefact: the `sbom.cdx.json` or `server.app` of a binary, an archive,
 * a package or an image. A folder before the name is ignored, and the last of several counts, as when
 * an archive is unpacked. Parts of an image are found with or without their platform: `config`,
 * `config of linux/amd64`.
 *
 * @returns Its bytes; undefined if there is none, or if the artefact is damaged.
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

/** Returns the content: for a member of an archive its part without a name, else the whole part. */
function contentOf({ bytes, format }: Part): Uint8Array {
  if (format === undefined) return bytes;
  return tryParse(format, bytes)?.find((part) => part.name === '')?.bytes ?? bytes;
}
