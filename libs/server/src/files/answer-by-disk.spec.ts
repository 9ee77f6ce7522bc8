import { appendFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RequestHandler } from 'express';
import { defaultsOf } from '../config/setting.ts';
import { serverSettings } from '../config/settings.ts';
import { createFilesSandbox, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp } from '../../testing/start-app.ts';
import { createAcceptedCodings } from '../http/compression/accepted-codings.ts';
import { answerByDisk } from './answer-by-disk.ts';
import { createFilesCache } from './create-files-cache.ts';
import { createRefusalLog } from './create-refusal-log.ts';
import { createSite } from './create-site.ts';
import { createSendBytes } from './send-bytes.ts';

/** Asked between the look at a file and the reading of its bytes. */
type WhileFound = (look: number) => void;

let sandbox: FilesSandbox;
let lookCount: number;

beforeEach(() => {
  sandbox = createFilesSandbox();
  lookCount = 0;
});
afterEach(() => {
  sandbox[Symbol.dispose]();
});

/** Creates a handler that calls back at each look at a file. */
function createHandler(whileFound: WhileFound): RequestHandler {
  const settings = defaultsOf(serverSettings);
  const context = {
    root: {
      current: () => Promise.resolve(sandbox.site),
      fresh: () => sandbox.site,
      renew: () => Promise.resolve(sandbox.site),
      check: () => Promise.resolve(),
      onChange: () => undefined,
    },
    cache: createFilesCache({ settings, memoryLimitBytes: 1024 ** 3 }),
    prefix: '',
    site: createSite(settings),
    cacheControl: 'no-cache',
    now: () => new Date('2026-11-30T00:00:00Z'),
    retryAfterSeconds: 1,
    codingsOf: createAcceptedCodings(),
    openSibling: () => {
      whileFound((lookCount += 1));
      return Promise.resolve(undefined);
    },
    sendBytes: createSendBytes(),
    logRefusal: createRefusalLog(),
  };
  return async (request, response) => {
    await answerByDisk(request, response, context);
  };
}

async function get(whileFound: WhileFound) {
  await using app = await startApp({ routes: createHandler(whileFound) });
  const response = await fetch(`${app.origin}/plain.txt`);
  return { length: response.headers.get('content-length'), text: await response.text() };
}

describe('a file that changes while it is read into memory', () => {
  it('is read again', async () => {
    const answer = await get((look) => {
      if (look === 1) writeFileSync(join(sandbox.site, 'plain.txt'), 'the new state');
    });
    expect(answer).toEqual({ length: '13', text: 'the new state' });
    expect(lookCount).toBe(2);
  });

  it('is sent as it is after three attempts, with the length that was announced', async () => {
    const answer = await get(() => {
      appendFileSync(join(sandbox.site, 'plain.txt'), '+');
    });
    expect(answer).toEqual({ length: '12', text: '0123456789++' });
    expect(lookCount).toBe(3);
  });
});
