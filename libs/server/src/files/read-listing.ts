import { opendir } from 'node:fs/promises';
import { BYTES, encodeName, textOf, textOfPath, type ByteName } from './byte-name.ts';
import { openBelow, pathOf, type OpenEntry } from './open-below.ts';
import { isHidden, type LookRules } from './open-current.ts';
import { isServedName } from './parse-path.ts';
import { modifiedMsOf } from './validators.ts';

/** Most entries of a directory that are listed. */
const ENTRY_LIMIT = 10_000;
/** Entries read in parallel; disk access of other requests waits for no more than these. */
const BATCH_LENGTH = 64;

export interface ListingEntry {
  /** Decoded name; percent-encoded if it is not UTF-8. */
  readonly name: string;
  /** Relative reference to the entry: RFC 3986, section 4.2. */
  readonly href: string;
  readonly kind: OpenEntry['kind'];
  /** Absent for a directory. */
  readonly sizeBytes?: number;
  /** RFC 3339, in whole seconds; absent if unknown. */
  readonly modified?: string;
}

export interface Listing {
  /** Decoded path of the directory below the root, with a slash at both ends. */
  readonly path: string;
  readonly entries: readonly ListingEntry[];
  /** Whether there are more entries than are listed. */
  readonly isCut: boolean;
}

export interface ListingOptions {
  readonly root: ByteName;
  /** Names of the folders to the directory. */
  readonly names: readonly ByteName[];
  readonly now: () => Date;
  readonly look: LookRules;
}

/**
 * Lists the entries of a directory that would be served, in the order of the bytes of their names. Includes
 * precompressed siblings: each can be requested by its own name.
 */
export async function readListing(directory: OpenEntry, options: ListingOptions): Promise<Listing> {
  const { root, names, now } = options;
  const { served, isCut } = await readNames(directory, options);
  const nowMs = now().getTime();
  const entries: ListingEntry[] = [];
  for (let start = 0; start < served.length; start += BATCH_LENGTH) {
    const batch = served.slice(start, start + BATCH_LENGTH).map(async (name) => {
      using found = await openBelow(root, [...names, name]);
      return found && found.kind !== 'refused' ? toEntry(name, found, nowMs) : undefined;
    });
    for (const entry of await Promise.all(batch)) if (entry !== undefined) entries.push(entry);
  }
  return { path: textOfPath(`/${names.map((name) => `${name}/`).join('')}`), entries, isCut };
}

async function readNames(
  { fd }: OpenEntry,
  { names, look }: ListingOptions,
): Promise<{ served: readonly ByteName[]; isCut: boolean }> {
  const served: ByteName[] = [];
  for await (const { name } of await opendir(pathOf(fd), { bufferSize: 1_024, ...BYTES })) {
    if (!isServedName(name, names.length) || isHidden([...names, name], look)) continue;
    if (served.length === ENTRY_LIMIT) return { served: served.sort(), isCut: true };
    served.push(name);
  }
  return { served: served.sort(), isCut: false };
}

function toEntry(name: ByteName, { kind, stats }: OpenEntry, nowMs: number): ListingEntry {
  const modifiedMs = modifiedMsOf(stats, nowMs);
  return {
    name: textOf(name),
    href: encodeName(name) + (kind === 'directory' ? '/' : ''),
    kind,
    ...(kind === 'file' && { sizeBytes: Number(stats.size) }),
    ...(modifiedMs !== undefined && {
      modified: new Date(modifiedMs).toISOString().replace('.000Z', 'Z'),
    }),
  };
}
