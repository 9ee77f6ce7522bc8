import type { NextFunction, Request, RequestHandler, Response } from 'express';
import type { Exchange } from '../http/exchange.ts';
import { answerReadOnly, answerStatus } from '../http/answer/answer.ts';
import { errnoOf } from '../world/faults/fault.ts';
import { createAcceptedCodings } from '../http/compression/accepted-codings.ts';
import { answerByDisk } from './answer-by-disk.ts';
import { answerMissing } from './answer-missing.ts';
import { answerPreflight } from './answer-preflight.ts';
import { createRefusalLog } from './create-refusal-log.ts';
import { createSiblings } from './create-siblings.ts';
import type { FilesContext, FilesOptions } from './files-context.ts';
import { keyOf } from './loaded-file.ts';
import { lookUp, type Known } from './look-up.ts';
import { createSendBytes } from './send-bytes.ts';
import { sendFile } from './send-file.ts';

/** Returns the one route for all files of a root: the number of metric series must not depend on the requested paths. */
export function routeBelow(prefix: string): string {
  return `${prefix}/{*path}`;
}

/** open(2): the limit on descriptors of this process, or of the whole machine, is reached. */
const OUT_OF_DESCRIPTORS = ['EMFILE', 'ENFILE'];

/** The two ways in to a served directory. */
export interface Files {
  /**
   * Serves the directory under `/`, read-only: files, `index.html` or a listing for a directory, and a
   * redirect to the trailing slash that the links of a directory need, or to single slashes. Calls `next()`
   * for everything else.
   */
  readonly handle: RequestHandler;
  /**
   * Answers a request for a file that is in memory, at once and without the application; returns false for
   * any other.
   */
  readonly shortcut: (exchange: Exchange) => boolean;
}

/** Creates what serves a directory. */
export function createFiles(options: FilesOptions): Files {
  const { cache, prefix } = options;
  const route = routeBelow(prefix);
  const context: FilesContext = {
    ...options,
    codingsOf: createAcceptedCodings(),
    openSibling: createSiblings(),
    sendBytes: createSendBytes(),
    logRefusal: createRefusalLog(),
  };
  const find = (request: Request, { exchange }: Response): Known =>
    lookUp(targetOf(request, context), exchange.startMs, context);
  return {
    shortcut: (exchange) => {
      const { request, response } = exchange;
      const known = isReading(request) ? find(request, response) : undefined;
      if (known === undefined || known === 'absent') return false;
      exchange.route = route;
      cache.count(true);
      void sendFile(request, response, known.answer);
      return true;
    },
    handle: (request, response, next) => {
      response.exchange.route = route;
      if (!isReading(request)) {
        if (answerPreflight(request, response, context.site)) return undefined;
        answerReadOnly(request, response);
        return undefined;
      }
      const known = find(request, response);
      if (known === undefined) return answerUnknown(request, response, { ...context, next });
      cache.count(true);
      if (known !== 'absent') return sendFile(request, response, known.answer);
      if (context.site.hasPages) return answerAbsent(request, response, { ...context, next });
      next();
      return undefined;
    },
  };
}

/** Returns whether a request only reads what it names. */
export function isReading({ method }: Request): boolean {
  return method === 'GET' || method === 'HEAD';
}

/** Returns the target as it is sent, which is the key of what is kept if it is spelt in the shortest way. */
function targetOf({ url, headers }: Request, { prefix, codingsOf }: FilesContext) {
  const queryStart = url.indexOf('?');
  const path = queryStart === -1 ? url : url.slice(0, queryStart);
  return { path: keyOf(prefix, path), suffix: codingsOf(headers['accept-encoding']).suffix };
}

type Passing = FilesContext & { readonly next: NextFunction };

async function answerUnknown(
  request: Request,
  response: Response,
  { next, ...context }: Passing,
): Promise<void> {
  try {
    if (await answerByDisk(request, response, context)) return;
  } catch (error) {
    refuseForLackOfDescriptors(request, response, { error, ...context });
    return;
  }
  await answerAbsent(request, response, { next, ...context });
}

async function answerAbsent(
  request: Request,
  response: Response,
  { next, ...context }: Passing,
): Promise<void> {
  try {
    if (await answerMissing(request, response, context)) return;
  } catch (error) {
    refuseForLackOfDescriptors(request, response, { error, ...context });
    return;
  }
  next();
}

/** @throws any other error. */
function refuseForLackOfDescriptors(
  request: Request,
  response: Response,
  {
    error,
    retryAfterSeconds,
  }: Pick<FilesOptions, 'retryAfterSeconds'> & { readonly error: unknown },
): void {
  if (!OUT_OF_DESCRIPTORS.includes(errnoOf(error) ?? '') || response.headersSent) throw error;
  request.log.warn({ err: error }, 'no descriptor left for a file');
  response.setHeader('Retry-After', retryAfterSeconds);
  answerStatus(request, response, 503);
}
