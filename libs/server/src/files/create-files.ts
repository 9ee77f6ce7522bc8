import { join } from 'node:path';
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { answer, answerReadOnly, answerStatus } from '../http/answer/answer.ts';
import { errnoOf } from '../world/faults/fault.ts';
import { encodeName, type ByteName } from './byte-name.ts';
import type { Root } from './create-root.ts';
import { createRefusalLog } from './create-refusal-log.ts';
import { createSiblings, type OpenSibling } from './create-siblings.ts';
import type { OpenEntry, Refusal } from './open-below.ts';
import { openCurrent, type Found } from './open-current.ts';
import { parsePath } from './parse-path.ts';
import { readListing } from './read-listing.ts';
import { renderListing } from './render-listing.ts';
import { sendFile } from './send-file.ts';

/** One route for all files: the number of metric series must not depend on the requested paths. */
const ROUTE = '/{*path}';

export interface FilesOptions {
  readonly root: Root;
  /** Value of Cache-Control for files. */
  readonly cacheControl: string;
  readonly now: () => Date;
  /** Value of Retry-After if no descriptor is left for a file. */
  readonly retryAfterSeconds: number;
}

/** open(2): the limit on descriptors of this process, or of the whole machine, is reached. */
const OUT_OF_DESCRIPTORS = ['EMFILE', 'ENFILE'];

/** A request whose path leads to a file or directory that may be served. */
interface FileCall {
  readonly request: Request;
  readonly response: Response;
  readonly found: Pick<Found, 'root' | 'names'>;
  readonly options: FilesOptions;
  readonly openSibling: OpenSibling;
  readonly onRefused: (names: readonly ByteName[], refusal: Refusal) => void;
}

/**
 * Serves a directory under `/`, read-only: files, `index.html` or a listing for a directory, and a
 * redirect to the trailing slash that the links of a directory need, or to single slashes. Calls `next()`
 * for everything else.
 */
export function createFiles(options: FilesOptions): RequestHandler {
  const answerFound = createAnswer(options);
  return async (request, response, next) => {
    try {
      await answerFound(request, response, next);
    } catch (error) {
      if (!OUT_OF_DESCRIPTORS.includes(errnoOf(error) ?? '') || response.headersSent) throw error;
      request.log.warn({ err: error }, 'no descriptor left for a file');
      response.setHeader('Retry-After', options.retryAfterSeconds);
      answerStatus(request, response, 503);
    }
  };
}

function createAnswer(options: FilesOptions) {
  const openSibling = createSiblings();
  const logRefusal = createRefusalLog();
  return async (request: Request, response: Response, next: NextFunction): Promise<void> => {
    response.exchange.route = ROUTE;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerReadOnly(request, response);
      return;
    }
    const path = parsePath(request.path);
    using found = path && (await openCurrent(options.root, path, response.exchange.startMs));
    if (path === undefined || found === undefined) {
      next();
      return;
    }
    const onRefused: FileCall['onRefused'] = (names, { reason }) => {
      logRefusal(request, response, { path: join(found.root, ...names), reason });
    };
    const fileCall = { request, response, found, options, openSibling, onRefused };
    const { entry } = found;
    if (entry.kind === 'refused') {
      onRefused(found.names, entry);
      next();
    } else if (path.singleSlashes !== undefined) redirect(fileCall, path.singleSlashes);
    else if (entry.kind === 'file') await answerFile(entry, fileCall);
    else if (path.endsInSlash) await answerListing(entry, fileCall);
    else redirect(fileCall, `${encodeName(found.names.at(-1) ?? '')}/`);
  };
}

async function answerFile(
  plain: OpenEntry,
  { request, response, found, ...rest }: FileCall,
): Promise<void> {
  const { names } = found;
  const sibling = await rest.openSibling(plain, {
    root: found.root,
    names,
    acceptEncoding: request.get('Accept-Encoding'),
    nowMs: response.exchange.startMs,
    onRefused: rest.onRefused,
  });
  using other = sibling?.file;
  const { cacheControl, now } = rest.options;
  await sendFile(request, response, {
    file: other ?? plain,
    plain,
    coding: sibling?.coding,
    name: names.at(-1) ?? '',
    cacheControl,
    now: now(),
  });
}

async function answerListing(
  directory: OpenEntry,
  { request, response, found, options }: FileCall,
): Promise<void> {
  const { root, names } = found;
  const listing = await readListing(directory, { root, names, now: options.now });
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
