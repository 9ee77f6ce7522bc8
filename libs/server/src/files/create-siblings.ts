import type { ByteName } from './byte-name.ts';
import { openBelow, type OpenEntry, type Refusal } from './open-below.ts';
import type { Coding } from '../http/compression/parse-accept-encoding.ts';

const SUFFIXES: Readonly<Record<Coding, string>> = { br: '.br', zstd: '.zst', gzip: '.gz' };

/** How long the absence of a sibling is cached: looking for three would double the work of a request. */
const ABSENCE_MS = 1_000;
/** Most absences that are cached. */
const ABSENCE_LIMIT = 10_000;

/** A precompressed version of a file in the same folder, such as `app.js.br`. */
export interface Sibling {
  readonly file: OpenEntry;
  readonly coding: Coding;
}

export interface CodingRequest {
  /** Real path of the root. */
  readonly root: ByteName;
  /** Names of the folders and of the plain file, below the root. */
  readonly names: readonly ByteName[];
  /** Codings that the client prefers to the plain bytes, best first. */
  readonly codings: readonly Coding[];
  /** Monotonic clock. */
  readonly nowMs: number;
  /** Whether to look for siblings that were absent a moment ago too. */
  readonly isThorough: boolean;
  /** Is called if a sibling exists but cannot be served. */
  readonly onRefused: (names: readonly ByteName[], refusal: Refusal) => void;
}

/**
 * Opens the precompressed sibling that a client prefers, if it prefers one to the plain file. The
 * rules for all files apply; a sibling older than the plain file is skipped, because it is outdated.
 */
export type OpenSibling = (
  plain: OpenEntry,
  request: CodingRequest,
) => Promise<Sibling | undefined>;

/** Creates the function that opens siblings. */
export function createSiblings(): OpenSibling {
  const absentUntilMs = new Map<string, number>();
  return async (plain, { root, names, codings, nowMs, isThorough, onRefused }) => {
    for (const coding of codings) {
      const path = [root, ...names].join('/') + SUFFIXES[coding];
      if (!isThorough && nowMs < (absentUntilMs.get(path) ?? -Infinity)) continue;
      const siblingNames = siblingOf(names, coding);
      const file = await openBelow(root, siblingNames);
      if (file?.kind === 'refused') onRefused(siblingNames, file);
      if (file?.kind === 'file' && file.stats.mtimeNs >= plain.stats.mtimeNs)
        return { file, coding };
      file?.[Symbol.dispose]();
      if (absentUntilMs.size === ABSENCE_LIMIT) absentUntilMs.clear();
      absentUntilMs.set(path, nowMs + ABSENCE_MS);
    }
    return undefined;
  };
}

function siblingOf(names: readonly ByteName[], coding: Coding): readonly ByteName[] {
  return [...names.slice(0, -1), `${names.at(-1) ?? ''}${SUFFIXES[coding]}`];
}
