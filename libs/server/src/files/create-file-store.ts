import type { LoadedFile } from './loaded-file.ts';

/** What a file costs besides its bytes: its path, header fields and place in the table. */
const OVERHEAD_BYTES = 2_048;
/** One file takes at most this share of the limit, so that a few do not push out all others. */
const MAX_SHARE = 1 / 8;

/**
 * Of so many files for which others would have to go, one is let in. What is asked for most often tries
 * most often, and so gets in; and if all that clients ask for in turn does not fit, a part of it stays,
 * instead of each file pushing out another one just before that is asked for again.
 *
 * @see Qureshi et al., Adaptive Insertion Policies for High Performance Caching, 2007: bimodal insertion
 */
const TRIES_PER_ADMISSION = 8;

/** Files in memory by key, bounded in bytes. */
export interface FileStore {
  readonly get: (key: string) => LoadedFile | undefined;
  /** Sets memory aside for a file, and sometimes removes others for it; returns false if it is not to be kept. */
  readonly reserve: (sizeBytes: number) => boolean;
  /** Gives back what was set aside for a file that is not kept after all. */
  readonly giveBack: (sizeBytes: number) => void;
  /** Gives back a part of what was set aside for a file, which needs less. */
  readonly trim: (unusedBytes: number) => void;
  /** Keeps a file for which memory is set aside, in place of an earlier one of its key. */
  readonly keep: (file: LoadedFile) => void;
  readonly remove: (file: LoadedFile) => void;
  /** Counts an answer that begins to send the bytes of a file; returns what to call at its end. */
  readonly hold: (file: LoadedFile) => () => void;
  /** Removes files until the rest fits into the limit; those that are being sent follow at their end. */
  readonly shrink: () => void;
  readonly clear: () => void;
  /** Files, and bytes that are kept, set aside, or removed and still being sent. */
  readonly size: () => { readonly files: number; readonly bytes: number };
  readonly evictionCount: () => number;
}

/**
 * Creates the store. What it removes for others is the oldest file that was not asked for since it was
 * last considered (second chance, also known as CLOCK): close to the least recently used one, and a hit
 * does not change the table.
 *
 * A file that an answer is sending is not removed: its memory would stay in use, and clients that read
 * slowly could multiply the limit.
 */
export function createFileStore(limitBytes: () => number): FileStore {
  const files = new Map<string, LoadedFile>();
  let bytes = 0;
  let evictionCount = 0;
  let tryCount = 0;
  const free = (sizeBytes: number): void => {
    bytes -= sizeBytes + OVERHEAD_BYTES;
  };
  const isKept = (file: LoadedFile): boolean => files.get(file.wish.key) === file;
  const remove = (file: LoadedFile): void => {
    if (!isKept(file)) return;
    files.delete(file.wish.key);
    if (file.readerCount === 0) free(file.sizeBytes);
  };
  /** Removes the oldest file, or gives it a second chance. */
  const pass = (oldest: LoadedFile): void => {
    if (oldest.isUsed || oldest.readerCount > 0) moveToEnd(files, oldest);
    else {
      remove(oldest);
      evictionCount += 1;
    }
  };
  const fits = (wantedBytes: number): boolean => bytes + wantedBytes <= limitBytes();
  const makeRoom = (wantedBytes: number): boolean => {
    let left = files.size * 2;
    // By one iterator: each new one steps over the places of all files that were removed lately.
    for (const oldest of files.values()) {
      if (fits(wantedBytes) || left === 0) break;
      pass(oldest);
      left -= 1;
    }
    return fits(wantedBytes);
  };
  return {
    get: (key) => files.get(key),
    reserve: (sizeBytes) => {
      const wantedBytes = sizeBytes + OVERHEAD_BYTES;
      if (wantedBytes > limitBytes() * MAX_SHARE) return false;
      if (!fits(wantedBytes) && (tryCount += 1) % TRIES_PER_ADMISSION !== 0) return false;
      if (!makeRoom(wantedBytes)) return false;
      bytes += wantedBytes;
      return true;
    },
    giveBack: free,
    trim: (unusedBytes) => void (bytes -= unusedBytes),
    keep: (file) => {
      const earlier = files.get(file.wish.key);
      if (earlier !== undefined) remove(earlier);
      files.set(file.wish.key, file);
      makeRoom(0); // the limit may have become lower since
    },
    remove,
    hold: (file) => {
      if (file.readerCount === 0 && !isKept(file)) return () => undefined; // removed just now
      file.readerCount += 1;
      return () => {
        file.readerCount -= 1;
        if (file.readerCount === 0 && !isKept(file)) free(file.sizeBytes);
        makeRoom(0);
      };
    },
    shrink: () => void makeRoom(0),
    clear: () => {
      for (const file of files.values()) remove(file);
    },
    size: () => ({ files: files.size, bytes }),
    evictionCount: () => evictionCount,
  };
}

function moveToEnd(files: Map<string, LoadedFile>, file: LoadedFile): void {
  file.isUsed = false;
  files.delete(file.wish.key);
  files.set(file.wish.key, file);
}
