import { join } from 'node:path';
import type { NextFunction, Request, Response } from 'express';
import { answer, answerStatus } from '../http/answer/answer.ts';
import type { AcceptedCodings } from './accepted-codings.ts';
import { encodeName } from './byte-name.ts';
import type { Flight } from './create-flights.ts';
import { describeFile } from './describe-file.ts';
import type { FilesContext } from './files-context.ts';
import { loadFile } from './load-file.ts';
import { targetOf, type LoadedFile, type Wish } from './loaded-file.ts';
import { lookUp, type Known } from './look-up.ts';
import type { OpenEntry } from './open-below.ts';
import { openCurrent, type Found } from './open-current.ts';
import { openPreferred, type Preferred, type PreferredRequest } from './open-preferred.ts';
import { parsePath, type FilePath } from './parse-path.ts';
import { readListing } from './read-listing.ts';
import { renderListing } from './render-listing.ts';
import { sendFile } from './send-file.ts';

/** How often a file that changes while it is read is read again; then it is streamed as it is. */
const MAX_ATTEMPTS = 3;

/** A request whose path can be served. */
interface FileCall extends FilesContext {
  readonly request: Request;
  readonly response: Response;
  readonly next: NextFunction;
  readonly wish: Wish;
  /** Whether the cache may keep what answers the request. */
  readonly isCacheable: boolean;
  /** How often the cache had been emptied when the request arrived. */
  readonly clearCount: number;
}

/** Answers a GET or HEAD by a look at the disk, or by one of another request that is in progress. */
export async function answerByDisk(
  request: Request,
  response: Response,
  { next, ...context }: FilesContext & { readonly next: NextFunction },
): Promise<void> {
  const path = parsePath(request.path);
  if (path === undefined) {
    next();
    return;
  }
  const wish = wishOf(path, context.codingsOf(request.headers['accept-encoding']));
  const isCacheable = path.singleSlashes === undefined && context.cache.isOn(wish.key);
  const clearCount = context.cache.clearCount();
  const call = { ...context, request, response, next, wish, isCacheable, clearCount };
  // No `await` until the look begins: the parser may have more requests of the same file at hand.
  const shared = isCacheable ? findShared(call) : undefined;
  if (shared !== undefined && (await answerByShared(call, shared))) return;
  if (isCacheable) context.cache.count(false);
  for (let attempt = 1; !(await answerByLook(call, attempt < MAX_ATTEMPTS)); attempt += 1);
}

function wishOf(path: FilePath, codings: AcceptedCodings): Wish {
  const target = targetOf(path);
  return { path, target, codings, key: target + codings.suffix };
}

/** Returns what the cache knows of another spelling of the path, or the result of a look in progress. */
function findShared(
  call: FileCall,
): NonNullable<Known> | Promise<LoadedFile | undefined> | undefined {
  const { response, wish, cache } = call;
  return lookUpWish(call) ?? cache.flights.join(wish.key, response.exchange.startMs);
}

async function answerByShared(
  call: FileCall,
  shared: Known | Promise<LoadedFile | undefined>,
): Promise<boolean> {
  const { request, response, next, cache, root } = call;
  const known = (await shared) ?? lookUpWish(call); // the look may have found nothing
  if (known === undefined) return false;
  // The look may have begun in a root that is not the current one any more.
  const { startMs } = response.exchange;
  if (known !== 'absent' && known.root !== (await root.current(startMs))) return false;
  cache.count(true);
  if (known === 'absent') next();
  else await sendFile(request, response, known.answer);
  return true;
}

function lookUpWish(call: FileCall): Known {
  const { target: path, codings } = call.wish;
  return lookUp({ path, suffix: codings.suffix }, call.response.exchange.startMs, call);
}

/** @returns false if a file changed while it was read, and nothing is answered yet. */
async function answerByLook(call: FileCall, isRetried: boolean): Promise<boolean> {
  const { request, response, next, wish, cache, root, isCacheable } = call;
  const { startMs } = response.exchange;
  using flight = isCacheable ? cache.flights.lead(wish.key, startMs) : undefined;
  using found = await openCurrent(root, wish.path, startMs);
  if (found === undefined) {
    const realPath = root.fresh(startMs, cache.maxAgeMs());
    if (isCacheable && call.clearCount === cache.clearCount() && realPath !== undefined)
      cache.keepAbsent(wish.target, realPath, startMs);
    next();
    return true;
  }
  const { entry } = found;
  if (entry.kind !== 'file') flight?.end(undefined);
  const { singleSlashes, endsInSlash } = wish.path;
  if (entry.kind === 'refused') {
    const path = join(found.root, ...found.names);
    call.logRefusal(request, response, { path, reason: entry.reason });
    next();
  } else if (singleSlashes !== undefined) redirect(call, singleSlashes);
  else if (entry.kind === 'file')
    return await answerFile(call, { found, entry, flight, isRetried });
  else if (endsInSlash) await answerListing(entry, found, call);
  else redirect(call, `${encodeName(found.names.at(-1) ?? '')}/`);
  return true;
}

interface FoundFile {
  readonly found: Found;
  readonly entry: OpenEntry;
  readonly flight: Flight | undefined;
  readonly isRetried: boolean;
}

async function answerFile(
  call: FileCall,
  { found, entry, flight, isRetried }: FoundFile,
): Promise<boolean> {
  const { request, response } = call;
  using preferred = await openPreferred(found, entry, siblingRequestOf(call, found));
  const loaded = call.isCacheable
    ? await loadFile(response, preferred, { ...call, found })
    : undefined;
  if (loaded === 'changed' && isRetried) return false;
  const isLoaded = loaded !== undefined && loaded !== 'changed';
  flight?.end(isLoaded ? loaded : undefined);
  if (isLoaded) await sendFile(request, response, loaded.answer);
  else await stream(call, found, preferred);
  return true;
}

function siblingRequestOf(
  { request, response, wish, openSibling, logRefusal, isCacheable }: FileCall,
  { root }: Found,
): PreferredRequest {
  return {
    openSibling,
    codings: wish.codings.list,
    nowMs: response.exchange.startMs,
    isThorough: isCacheable,
    onRefused: (names, { reason }) => {
      logRefusal(request, response, { path: join(root, ...names), reason });
    },
  };
}

async function stream(
  { request, response, cacheControl, now, sendBytes }: FileCall,
  { names }: Found,
  preferred: Preferred,
): Promise<void> {
  const name = names.at(-1) ?? '';
  const described = { ...preferred, name, cacheControl, now: now() };
  await sendFile(request, response, {
    representation: await describeFile(response, described),
    sendPart: (to, part) => sendBytes(to, preferred.file.fd, part),
    now,
  });
}

async function answerListing(
  directory: OpenEntry,
  { root, names }: Found,
  { request, response, now }: FileCall,
): Promise<void> {
  const listing = await readListing(directory, { root, names, now });
  response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': "default-src 'none'" });
  answer(request, response, {
    bodies: {
      'text/html': () => renderListing(listing),
      'application/json': () => JSON.stringify(listing),
    },
  });
}

/** The target is relative, so that it works behind a proxy's prefix and "//host" cannot lead to another host. */
function redirect({ request, response }: FileCall, target: string): void {
  const queryStart = request.url.indexOf('?');
  const query = queryStart === -1 ? '' : request.url.slice(queryStart);
  response.set('Location', target + query);
  answerStatus(request, response, 301);
}
