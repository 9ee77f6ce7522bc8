import { join } from 'node:path';
import type { Request, Response } from 'express';
import { answer } from '../http/answer/answer.ts';
import type { AcceptedCodings } from '../http/compression/accepted-codings.ts';
import { encodeName } from './byte-name.ts';
import type { Flight } from './create-flights.ts';
import { describeFile } from './describe-file.ts';
import { policyOf } from './field-policy.ts';
import type { FilesContext } from './files-context.ts';
import { loadFile } from './load-file.ts';
import { keyOf, type LoadedFile, type Wish } from './loaded-file.ts';
import { lookUp, type Known } from './look-up.ts';
import type { OpenEntry } from './open-below.ts';
import { openCurrent, type Found } from './open-current.ts';
import { openPreferred, type Preferred, type PreferredRequest } from './open-preferred.ts';
import { parsePath, targetOf, type FilePath } from './parse-path.ts';
import { readListing } from './read-listing.ts';
import { redirect } from './redirect.ts';
import { renderListing } from './render-listing.ts';
import { sendErrorPage } from './send-error-page.ts';
import { sendFile } from './send-file.ts';
import type { SitePage } from './create-site.ts';

/** How often a file that changes while it is read is read again; then it is streamed as it is. */
const MAX_ATTEMPTS = 3;

/** What a look at a path has led to; `changed` if a file changed while it was read. */
type Outcome = 'answered' | 'absent' | 'changed';

/** A request whose path can be served. */
interface FileCall extends FilesContext {
  readonly request: Request;
  readonly response: Response;
  readonly wish: Wish;
  /** Whether the cache may keep what answers the request. */
  readonly isCacheable: boolean;
  /** How often the cache had been emptied when the request arrived. */
  readonly clearCount: number;
}

/**
 * Answers a GET or HEAD by a look at the disk, or by one of another request that is in progress.
 *
 * @returns false if there is nothing to answer with.
 */
export async function answerByDisk(
  request: Request,
  response: Response,
  { page, ...context }: FilesContext & { readonly page?: SitePage },
): Promise<boolean> {
  const path = page?.path ?? parsePath(request.path);
  if (path === undefined) return false;
  const wish = wishOf(path, page, {
    prefix: context.prefix,
    codings: context.codingsOf(request.headers['accept-encoding']),
  });
  const isCacheable = path.singleSlashes === undefined && context.cache.isOn(wish.key);
  const clearCount = context.cache.clearCount();
  const call = { ...context, request, response, wish, isCacheable, clearCount };
  // No `await` until the look begins: the parser may have more requests of the same file at hand.
  const shared = isCacheable ? findShared(call) : undefined;
  const outcome = shared === undefined ? 'changed' : await answerByShared(call, shared);
  if (outcome !== 'changed') return outcome === 'answered';
  if (isCacheable) count(call, false);
  return answerByLooks(call);
}

async function answerByLooks(call: FileCall): Promise<boolean> {
  let outcome: Outcome = 'changed';
  for (let attempt = 1; outcome === 'changed'; attempt += 1)
    outcome = await answerByLook(call, attempt < MAX_ATTEMPTS);
  return outcome === 'answered';
}

function wishOf(
  path: FilePath,
  page: SitePage | undefined,
  { prefix, codings }: { readonly prefix: string; readonly codings: AcceptedCodings },
): Wish {
  // No request target has a space, so that a page has another key than the file by its own name.
  const name = page === undefined ? targetOf(path) : `${page.kind} ${targetOf(path)}`;
  const target = keyOf(prefix, name);
  return { path, target, codings, page, key: target + codings.suffix };
}

/** A request is counted once, by the path that it asks for. */
function count({ cache, wish }: FileCall, isHit: boolean): void {
  if (wish.page === undefined) cache.count(isHit);
}

async function send(
  { request, response, wish }: FileCall,
  answered: LoadedFile['answer'],
): Promise<void> {
  if (wish.page?.status === 404) await sendErrorPage(request, response, answered);
  else await sendFile(request, response, answered);
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
): Promise<Outcome> {
  const { response, root } = call;
  const known = (await shared) ?? lookUpWish(call); // the look may have found nothing
  if (known === undefined) return 'changed';
  // The look may have begun in a root that is not the current one any more.
  const { startMs } = response.exchange;
  if (known !== 'absent' && known.root !== (await root.current(startMs))) return 'changed';
  count(call, true);
  if (known === 'absent') return 'absent';
  await send(call, known.answer);
  return 'answered';
}

function lookUpWish(call: FileCall): Known {
  const { target: path, codings } = call.wish;
  return lookUp({ path, suffix: codings.suffix }, call.response.exchange.startMs, call);
}

async function answerByLook(call: FileCall, isRetried: boolean): Promise<Outcome> {
  const { request, response, wish, cache, root, site, isCacheable } = call;
  const { startMs } = response.exchange;
  using flight = isCacheable ? cache.flights.lead(wish.key, startMs) : undefined;
  using found = await openCurrent(root, wish.path, {
    nowMs: startMs,
    look: site.lookOf(wish.path),
  });
  if (found === undefined) {
    const realPath = root.fresh(startMs, cache.maxAgeMs());
    if (isCacheable && call.clearCount === cache.clearCount() && realPath !== undefined)
      cache.keepAbsent(wish.target, realPath, startMs);
    return 'absent';
  }
  const { entry } = found;
  if (entry.kind !== 'file') flight?.end(undefined);
  const {
    page,
    path: { singleSlashes, endsInSlash },
  } = wish;
  if (entry.kind === 'refused') {
    const path = join(found.root, ...found.names);
    call.logRefusal(request, response, { path, reason: entry.reason });
    return 'absent';
  }
  if (page !== undefined && entry.kind === 'directory') return 'absent';
  if (singleSlashes !== undefined) redirectTo(call, singleSlashes);
  else if (found.cleanTarget !== undefined && page === undefined)
    redirectTo(call, found.cleanTarget);
  else if (entry.kind === 'file')
    return await answerFile(call, { found, entry, flight, isRetried });
  else if (endsInSlash) await answerListing(entry, found, call);
  else redirectTo(call, `${encodeName(found.names.at(-1) ?? '')}/`);
  return 'answered';
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
): Promise<Outcome> {
  const { response } = call;
  using preferred = await openPreferred(found, entry, siblingRequestOf(call, found));
  const loaded = call.isCacheable
    ? await loadFile(response, preferred, { ...call, found })
    : undefined;
  if (loaded === 'changed' && isRetried) return 'changed';
  const isLoaded = loaded !== undefined && loaded !== 'changed';
  flight?.end(isLoaded ? loaded : undefined);
  if (isLoaded) await send(call, loaded.answer);
  else await stream(call, found, preferred);
  return 'answered';
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

async function stream(call: FileCall, { names }: Found, preferred: Preferred): Promise<void> {
  const { response, wish, now, sendBytes } = call;
  const name = names.at(-1) ?? '';
  const policy = policyOf(wish, name, call);
  const described = { ...preferred, name, policy, now: now() };
  await send(call, {
    representation: await describeFile(response, described),
    sendPart: (to, part) => sendBytes(to, preferred.file.fd, part),
    now,
  });
}

async function answerListing(
  directory: OpenEntry,
  { root, names }: Found,
  { request, response, wish, site, now }: FileCall,
): Promise<void> {
  const found = await readListing(directory, { root, names, now, look: site.look });
  const listing = { ...found, path: request.baseUrl + found.path };
  response.set({ 'Cache-Control': 'no-cache', 'Content-Security-Policy': "default-src 'none'" });
  for (const [name, value] of site.fieldsOf(wish.path)) response.set(name, value);
  answer(request, response, {
    bodies: {
      'text/html': () => renderListing(listing),
      'application/json': () => JSON.stringify(listing),
    },
  });
}

/** The target is relative, so that it works behind a proxy's prefix and "//host" cannot lead to another host. */
function redirectTo({ request, response }: FileCall, target: string): void {
  redirect(request, response, { status: 301, target });
}
