import { createReadStream } from 'node:fs';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { setTimeout as delay } from 'node:timers/promises';
import express, { type RequestHandler, type Response, type Router } from 'express';

/** Limit of the specs in which a client or a handler is too slow, in milliseconds. */
export const LIMIT_MS = 300;
/** How long a client of the specs may not read. */
export const STALL_MS = 400;

const MEGABYTE = 1_000_000;
const LATE_MS = LIMIT_MS * 3;

/** The app that the specs attack. What its handlers do is in the log, because they may run in another process. */
export interface AttackedApp {
  readonly router: Router;
  /** Answers all requests of `/wait`. */
  readonly release: () => void;
}

export function createAttackedApp(): AttackedApp {
  const waiting: Response[] = [];
  const router = express.Router();
  router.get('/wait', (request, response) => {
    request.log.info('waiting');
    waiting.push(response.status(Number(request.query['status'] ?? 200)));
  });
  addBlocking(router);
  addReaders(router);
  addWriters(router);
  addSlow(router);
  const release = (): void => {
    for (const response of waiting.splice(0)) response.end();
  };
  return { router, release };
}

function addBlocking(router: Router): void {
  router.get('/block', (_request, response) => {
    const endMs = performance.now() + LIMIT_MS;
    while (performance.now() < endMs);
    response.end('blocked');
  });
}

/** Handlers that read a body, or do not. */
function addReaders(router: Router): void {
  router
    .post('/read', async (request, response) => {
      await buffer(request);
      response.end('read');
    })
    .post('/never', () => undefined)
    .post('/paused', (request) => void request.on('data', () => request.pause()))
    .post('/count', async (request, response) => {
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).byteLength;
      request.log.info({ bytes }, 'received');
      response.end(String(bytes));
    })
    .post('/unread', (_request, response) => response.end('unread'))
    .post('/echo', (request, response) => request.pipe(response))
    .post('/json', express.json(), (_request, response) => response.end('parsed'))
    .post('/json/echo', express.json(), ({ body }, response) => void response.json(body))
    .post('/json/walk', express.json(), ({ body }) => void walk(body));
}

function walk(value: unknown): number {
  return Array.isArray(value) ? 1 + walk(value[0]) : 0;
}

/** Handlers whose answers are large or long. */
function addWriters(router: Router): void {
  router
    /** 64 MB, sent no faster than the client reads them. */
    .get('/endless', async (_request, response) => {
      await pipeline(createReadStream('/dev/zero', { end: 64 * MEGABYTE - 1 }), response);
    })
    /** 32 MB in one write. */
    .get('/large', (_request, response) => response.end(Buffer.alloc(32 * MEGABYTE)))
    /** Events that are written regardless of backpressure. */
    .get('/events', (_request, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(MEGABYTE)), 20);
      response.on('close', () => {
        clearInterval(timer);
      });
    })
    /** Sends nothing for longer than a client may stall. */
    .get('/silent', async (_request, response) => {
      response.write('begin ');
      await delay(STALL_MS * 3);
      response.end('end');
    })
    .get('/thinking', async (_request, response) => {
      await delay(STALL_MS * 3);
      response.end('thought');
    });
}

/** Handlers that take longer than they may. */
function addSlow(router: Router): void {
  const slow = (path: string, act: RequestHandler): void => {
    router.get(path, async (request, response, next) => {
      request.signal.addEventListener('abort', () => {
        request.log.info('aborted');
      });
      request.log.info('begun');
      await act(request, response, next);
      request.log.info('done');
    });
  };
  const late = (path: string, act: RequestHandler): void => {
    slow(path, async (request, response, next) => {
      await delay(LATE_MS);
      await act(request, response, next);
    });
  };
  slow('/never', () => undefined);
  slow('/in-time', (_request, response) => void response.end('in time'));
  slow('/until-aborted', async ({ signal }) => {
    await delay(60_000, undefined, { signal });
  });
  late('/late', (_request, response) => {
    response.status(200).set('X-Late', 'yes').json({ late: true });
  });
  late('/late-writes', (_request, response) => {
    for (let count = 0; count < 100; count += 1) response.write('late');
    response.end();
  });
  late('/late-file', (_request, response) => {
    response.sendFile(import.meta.filename);
  });
  late('/late-next', (_request, _response, next) => {
    next();
  });
}
