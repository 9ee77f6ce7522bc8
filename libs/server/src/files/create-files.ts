import type { Request, RequestHandler, Response } from 'express';
import { answerReadOnly, answerStatus } from '../http/answer/answer.ts';
import { errnoOf } from '../world/faults/fault.ts';
import { createAcceptedCodings } from './accepted-codings.ts';
import { answerByDisk } from './answer-by-disk.ts';
import { createRefusalLog } from './create-refusal-log.ts';
import { createSiblings } from './create-siblings.ts';
import type { FilesContext, FilesOptions } from './files-context.ts';
import { lookUp } from './look-up.ts';
import { createSendBytes } from './send-bytes.ts';
import { sendFile } from './send-file.ts';

/** One route for all files: the number of metric series must not depend on the requested paths. */
const ROUTE = '/{*path}';

/** open(2): the limit on descriptors of this process, or of the whole machine, is reached. */
const OUT_OF_DESCRIPTORS = ['EMFILE', 'ENFILE'];

/**
 * Serves a directory under `/`, read-only: files, `index.html` or a listing for a directory, and a
 * redirect to the trailing slash that the links of a directory need, or to single slashes. Calls `next()`
 * for everything else. What the cache knows is answered at once, without a promise.
 */
export function createFiles(options: FilesOptions): RequestHandler {
  const { cache, retryAfterSeconds } = options;
  const context: FilesContext = {
    ...options,
    codingsOf: createAcceptedCodings(),
    openSibling: createSiblings(),
    sendBytes: createSendBytes(),
    logRefusal: createRefusalLog(),
  };
  return (request, response, next) => {
    response.exchange.route = ROUTE;
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      answerReadOnly(request, response);
      return undefined;
    }
    const known = lookUp(targetOf(request, context), response.exchange.startMs, context);
    if (known === undefined)
      return answerByDisk(request, response, { ...context, next }).catch((error: unknown) => {
        refuseForLackOfDescriptors(request, response, { error, retryAfterSeconds });
      });
    cache.count(true);
    if (known !== 'absent') return sendFile(request, response, known.answer);
    next();
    return undefined;
  };
}

/** Returns the target as it is sent, which is the key of what is kept if it is spelt in the shortest way. */
function targetOf({ url, headers }: Request, { codingsOf }: FilesContext) {
  const queryStart = url.indexOf('?');
  const path = queryStart === -1 ? url : url.slice(0, queryStart);
  return { path, suffix: codingsOf(headers['accept-encoding']).suffix };
}

/** @throws any other error. */
function refuseForLackOfDescriptors(
  request: Request,
  response: Response,
  { error, retryAfterSeconds }: { readonly error: unknown; readonly retryAfterSeconds: number },
): void {
  if (!OUT_OF_DESCRIPTORS.includes(errnoOf(error) ?? '') || response.headersSent) throw error;
  request.log.warn({ err: error }, 'no descriptor left for a file');
  response.setHeader('Retry-After', retryAfterSeconds);
  answerStatus(request, response, 503);
}
