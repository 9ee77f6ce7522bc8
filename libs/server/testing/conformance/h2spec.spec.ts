import { rmSync } from 'node:fs';
import type { Request, Response } from 'express';
import { startHttp2, type RunningHttp2 } from '../start-http2.ts';
import { buildH2spec, runH2spec } from './start-h2spec.ts';

const tool = buildH2spec();

jest.setTimeout(150_000);

/** The sections of h2spec 2.6: of its own, of RFC 7540 and of RFC 7541. */
const SECTIONS = [
  ...'1 2 3.1 3.2 3.3 3.4 3.5 3.7 3.8 3.9 3.10 4 5'.split(' ').map((one) => `generic/${one}`),
  ...'3.5 4.1 4.2 4.3 5.1 5.1.1 5.1.2 5.3.1 5.4.1 5.5 6.1 6.2 6.3 6.4 6.5 6.5.2 6.5.3 6.7 6.8 6.9'
    .concat(' 6.9.1 6.9.2 6.10 7 8.1 8.1.2 8.1.2.1 8.1.2.2 8.1.2.3 8.1.2.6 8.2')
    .split(' ')
    .map((one) => `http2/${one}`),
  ...'2.3.3 4.2 5.2 6.1 6.3'.split(' ').map((one) => `hpack/${one}`),
];

/**
 * Cases that may fail, for which nghttp2 is built otherwise: it ignores frames on streams that it has closed, and
 * PRIORITY, which RFC 9113 has deprecated; which frame it sees first depends on when that arrives. To a PING with
 * ACK and to a window above the limit, node:http2 closes the connection and not the stream.
 */
const MAY_FAIL: ReadonlyMap<string, readonly string[]> = new Map([
  [
    'http2/5.1',
    [
      'half closed (remote): Sends a DATA frame',
      'half closed (remote): Sends a HEADERS frame',
      'closed: Sends a DATA frame after sending RST_STREAM frame',
      'closed: Sends a HEADERS frame after sending RST_STREAM frame',
      'closed: Sends a DATA frame',
      'closed: Sends a HEADERS frame',
    ],
  ],
  ['http2/5.1.1', ['Sends stream identifier that is numerically smaller than previous']],
  [
    'http2/5.3.1',
    ['Sends HEADERS frame that depends on itself', 'Sends PRIORITY frame that depend on itself'],
  ],
  [
    'http2/6.1',
    [
      'Sends a DATA frame on the stream that is not in &#34;open&#34; or &#34;half-closed (local)&#34; state',
    ],
  ],
  ['http2/6.3', ['Sends a PRIORITY frame with 0x0 stream identifier']],
  ['http2/6.7', ['Sends a PING frame with ACK']],
  [
    'http2/6.9.1',
    [
      'Sends multiple WINDOW_UPDATE frames increasing the flow control window to above 2^31-1 on a stream',
    ],
  ],
]);

/** Answers after the whole request, so that what is wrong with its second frame is seen before its answer. */
function answerLate(request: Request, response: Response): void {
  request.resume().on('end', () => response.end('late'));
}

const describeFound = tool.found ? describe : describe.skip;

describeFound(tool.found ? 'h2spec' : `h2spec (${tool.reason})`, () => {
  let app: RunningHttp2;
  let failed: ReadonlyMap<string, readonly string[]>;
  beforeAll(async () => {
    app = await startHttp2({ routes: answerLate });
    failed = await runH2spec(tool.folder, app.port);
  });
  afterAll(async () => {
    await app[Symbol.asyncDispose]();
    rmSync(tool.folder, { recursive: true });
  });

  it('runs all its sections', () => {
    expect([...failed.keys()].filter((section) => !SECTIONS.includes(section))).toEqual([]);
  });

  it.each(SECTIONS)('section %s', (section) => {
    const known = MAY_FAIL.get(section) ?? [];
    expect(failed.get(section)?.filter((title) => !known.includes(title))).toEqual([]);
  });
});
