import type { Settings } from '../config/settings.ts';
import type { ByteName } from './byte-name.ts';
import type { CompressFile } from './compress-file.ts';
import { createFileStore, type FileStore } from './create-file-store.ts';
import { createFlights, type Flights } from './create-flights.ts';
import { defaultCacheBytes } from './default-cache-bytes.ts';

/** Longest key: a client chooses what it asks for. */
const MAX_KEY_CHARACTERS = 1_024;
/** Most paths that lead to nothing, and most files that were asked for once, that are remembered. */
const REMEMBERED_LIMIT = 2_000;
/**
 * A file is kept once two looks at least this far apart have found the same state. That has two reasons.
 * A scan of all files, each asked for once, pushes out nothing. And a change is known by its time only:
 * a file that is written twice within one tick of its file system's clock looks the same after each (2 s
 * on FAT, 1 s on ext3, milliseconds elsewhere), but that tick has passed when the bytes are read.
 */
const SETTLED_MS = 2_000;

export interface FilesCacheOptions {
  /** The limits, which are read at each use. */
  readonly settings: Pick<Settings, 'filesCacheBytes' | 'filesCacheMaxAgeMs'>;
  /** Memory limit of the container, or the machine's memory. */
  readonly memoryLimitBytes: number;
  /** Compresses files that are kept; undefined without FILES_COMPRESSION. */
  readonly compress?: CompressFile | undefined;
}

/** Totals of a cache. */
export interface FilesCacheState {
  readonly limitBytes: number;
  readonly maxAgeMs: number;
  /** Bytes kept, set aside or being sent, with what each file costs besides. */
  readonly bytes: number;
  readonly files: number;
  /** Paths that are known to lead to nothing. */
  readonly absent: number;
  /** Requests answered without a look at the disk of their own. */
  readonly hits: number;
  readonly misses: number;
  /** Files removed to make room for others. */
  readonly evictions: number;
}

/** Files in memory, by path and coding, and paths that lead to nothing. */
export interface FilesCache {
  readonly store: FileStore;
  readonly flights: Flights;
  readonly compress: CompressFile | undefined;
  readonly maxAgeMs: () => number;
  /** Returns whether what a key asks for may be kept. */
  readonly isOn: (key: string) => boolean;
  /** Returns whether a file is known in this state for long enough to be kept, and remembers the state. */
  readonly isSettled: (key: string, state: string, nowMs: number) => boolean;
  readonly isAbsent: (key: string, root: ByteName, nowMs: number) => boolean;
  readonly keepAbsent: (key: string, root: ByteName, nowMs: number) => void;
  readonly count: (isHit: boolean) => void;
  /** Forgets everything; what a look finds that is in progress is not kept, and answers no later request. */
  readonly clear: () => void;
  /** How often `clear()` was called. */
  readonly clearCount: () => number;
  readonly state: () => FilesCacheState;
}

/** Creates an empty cache. */
export function createFilesCache(options: FilesCacheOptions): FilesCache {
  const { settings, memoryLimitBytes, compress } = options;
  const defaultBytes = defaultCacheBytes(memoryLimitBytes);
  const limitBytes = (): number => settings.filesCacheBytes ?? defaultBytes;
  const maxAgeMs = (): number => settings.filesCacheMaxAgeMs;
  const store = createFileStore(limitBytes);
  const seen = new Map<string, { readonly state: string; readonly sinceMs: number }>();
  const absent = new Map<string, { readonly root: ByteName; readonly checkedMs: number }>();
  const counts = { hits: 0, misses: 0 };
  const flights = createFlights(maxAgeMs);
  let clearCount = 0;
  return {
    store,
    flights,
    compress,
    maxAgeMs,
    isOn: (key) => limitBytes() > 0 && key.length <= MAX_KEY_CHARACTERS,
    isSettled: (key, state, nowMs) => {
      const known = seen.get(key);
      if (known?.state === state) return nowMs - known.sinceMs >= SETTLED_MS;
      remember(seen, key, { state, sinceMs: nowMs });
      return false;
    },
    isAbsent: (key, root, nowMs) => {
      const known = absent.get(key);
      return known?.root === root && nowMs - known.checkedMs < maxAgeMs();
    },
    keepAbsent: (key, root, nowMs) => {
      remember(absent, key, { root, checkedMs: nowMs });
    },
    count: (isHit) => {
      counts[isHit ? 'hits' : 'misses'] += 1;
    },
    clearCount: () => clearCount,
    clear: () => {
      clearCount += 1;
      flights.clear();
      store.clear();
      seen.clear();
      absent.clear();
    },
    state: () => ({
      limitBytes: limitBytes(),
      maxAgeMs: maxAgeMs(),
      ...store.size(),
      absent: absent.size,
      ...counts,
      evictions: store.evictionCount(),
    }),
  };
}

/** Adds to a table, and removes the oldest from one that is full. */
function remember<Value>(table: Map<string, Value>, key: string, value: Value): void {
  table.delete(key);
  const [oldest] = table.size < REMEMBERED_LIMIT ? [] : table.keys();
  if (oldest !== undefined) table.delete(oldest);
  table.set(key, value);
}
