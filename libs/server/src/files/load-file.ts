import type { Response } from 'express';
import type { FilesCache } from './create-files-cache.ts';
import type { Site } from './create-site.ts';
import { compressKept } from './compress-kept.ts';
import { describeFile, isDatedAhead } from './describe-file.ts';
import { policyOf } from './field-policy.ts';
import { createSendPart, type LoadedFile, type Wish } from './loaded-file.ts';
import type { Found } from './open-current.ts';
import type { Preferred } from './open-preferred.ts';
import { readWhole } from './read-whole.ts';
import type { SendPart } from './send-file.ts';

/** A file of at most this size is read as a whole, even if it is not kept: streaming needs the same memory. */
const SHARED_LIMIT_BYTES = 131_072;

export interface LoadOptions {
  readonly cache: FilesCache;
  readonly wish: Wish;
  readonly found: Pick<Found, 'root' | 'names'>;
  readonly site: Site;
  readonly cacheControl: string;
  readonly now: () => Date;
  /** How often the cache had been emptied when the look began. */
  readonly clearCount: number;
}

/**
 * Loads an open file into memory, and keeps it if it is asked for often enough and there is room. A state
 * that is kept already is not read again.
 *
 * @returns undefined if the file has to be streamed; 'changed' if it changed while it was read.
 */
export async function loadFile(
  response: Response,
  preferred: Preferred,
  options: LoadOptions,
): Promise<LoadedFile | 'changed' | undefined> {
  const { cache, wish, found, now } = options;
  const { state, file } = preferred;
  const nowMs = response.exchange.startMs;
  const known = cache.store.get(wish.key);
  if (known?.state === state && known.root === found.root) {
    known.checkedMs = Math.max(known.checkedMs, nowMs);
    return known;
  }
  const sizeBytes = Number(file.stats.size);
  const isToBeKept =
    cache.isSettled(wish.key, state, nowMs) &&
    !isDatedAhead(file.stats, now().getTime()) &&
    cache.store.reserve(sizeBytes);
  if (!isToBeKept && sizeBytes > SHARED_LIMIT_BYTES) return undefined;
  let loaded: LoadedFile | undefined;
  try {
    loaded = await read(response, preferred, { ...options, isToBeKept });
  } finally {
    if (isToBeKept) keepOrGiveBack(loaded, sizeBytes, options);
  }
  return loaded ?? 'changed';
}

function keepOrGiveBack(
  loaded: LoadedFile | undefined,
  sizeBytes: number,
  { cache, clearCount }: LoadOptions,
): void {
  if (loaded !== undefined && clearCount === cache.clearCount()) {
    cache.store.trim(sizeBytes - loaded.sizeBytes);
    cache.store.keep(loaded);
  } else cache.store.giveBack(sizeBytes);
}

async function read(
  response: Response,
  { file, plain, coding, state }: Preferred,
  { cache, wish, found, now, isToBeKept, ...policy }: LoadOptions & { isToBeKept: boolean },
): Promise<LoadedFile | undefined> {
  const fileBytes = await readWhole(file);
  if (fileBytes === undefined) return undefined;
  const name = found.names.at(-1) ?? '';
  const described = { file, plain, coding, name, policy: policyOf(wish, name, policy), now: now() };
  const asItIs = { representation: await describeFile(response, described), bytes: fileBytes };
  const compressed =
    isToBeKept && coding === undefined
      ? await compressKept(asItIs, { compress: cache.compress, codings: wish.codings.list, state })
      : undefined;
  const { representation, bytes } = compressed ?? asItIs;
  const sendPart = createSendPart(bytes);
  // A smaller file takes no more memory than a download that is streamed, which has no bound of its own.
  const isHeld = isToBeKept && bytes.length > SHARED_LIMIT_BYTES;
  const sendHeld: SendPart = (to, part) => {
    if (to.closed) return undefined; // the client left meanwhile, and no event would end the hold
    to.once('close', cache.store.hold(loaded));
    return sendPart(to, part);
  };
  const loaded: LoadedFile = {
    wish,
    root: found.root,
    state,
    sizeBytes: bytes.length,
    answer: { representation, now, sendPart: isHeld ? sendHeld : sendPart },
    checkedMs: response.exchange.startMs,
    isChecking: false,
    isUsed: false,
    readerCount: 0,
  };
  return loaded;
}
