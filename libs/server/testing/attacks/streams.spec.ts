import type { Settings } from '../../src/config/settings.ts';
import {
  END_HEADERS,
  ERROR,
  getFrame,
  INITIAL_WINDOW,
  openFrames,
  PREFACE,
  renderFields,
  renderFrame,
  renderRequest,
  renderSettings,
  TYPE,
  uint32,
  type FramesClient,
} from '../frames.ts';
import { readMetric } from '../read-metric.ts';
import { askStream, startHttp2, type RunningHttp2 } from '../start-http2.ts';
import { until } from '../until.ts';
import { createAttackedApp, STALL_MS } from './attack-routes.ts';

let app: RunningHttp2;

async function start(settings: Partial<Settings> = {}): Promise<void> {
  const { router } = createAttackedApp();
  app = await startHttp2({ routes: router, settings, monotonicMs: () => performance.now() });
}

/** Connects a client, which has sent its preface. */
async function open(
  settings: readonly (readonly [id: number, value: number])[] = [],
): Promise<FramesClient> {
  const client = await openFrames(app.port, app.ca);
  client.send(PREFACE, renderSettings(settings));
  return client;
}

const requests = (): number => app.log().filter(({ msg }) => msg === 'request').length;
const refusals = () => readMetric(app.metrics, 'http.server.refusals');
const active = (): number | undefined => readMetric(app.metrics, 'http.server.active_requests')[''];
const repeat = (count: number, render: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, index) => render(index)));

/** The server serves others as before. */
async function expectAlive(): Promise<void> {
  expect(await askStream(app.connect(), { ':path': '/' })).toMatchObject({ status: 200 });
}

afterEach(async () => {
  await app[Symbol.asyncDispose]();
});

const SETTINGS_ACK = renderFrame({ type: TYPE.settings, flags: 1 });

describe('a client of HTTP/2 is cut off', () => {
  const floods: readonly (readonly [attack: string, flood: () => Buffer])[] = [
    [
      'that resets its requests at once (CVE-2023-44487)',
      () =>
        repeat(2_000, (index) => {
          const id = 2 * index + 1;
          const reset = renderFrame({ type: TYPE.reset, id, payload: uint32(ERROR.cancel) });
          return Buffer.concat([getFrame(id, '/wait'), reset]);
        }),
    ],
    [
      'whose head never ends (CVE-2024-27983)',
      () => {
        const field = renderFields([['a', 'b']]);
        const begin = { type: TYPE.headers, id: 1, payload: renderRequest('/wait') };
        const more = renderFrame({ type: TYPE.continuation, id: 1, payload: field });
        return Buffer.concat([renderFrame(begin), repeat(1_000, () => more)]);
      },
    ],
    [
      'that sends SETTINGS without end (CVE-2019-9515)',
      () => repeat(20_000, () => renderSettings([[INITIAL_WINDOW, 65_535]])),
    ],
    [
      'that sends PING without end (CVE-2019-9512)',
      () => repeat(20_000, () => renderFrame({ type: TYPE.ping, payload: Buffer.alloc(8) })),
    ],
    [
      'that sends empty DATA without end (CVE-2019-9518)',
      () => {
        const head = renderRequest('/read', 'POST');
        const begin = { type: TYPE.headers, flags: END_HEADERS, id: 1, payload: head };
        const empty = renderFrame({ type: TYPE.data, id: 1 });
        return Buffer.concat([renderFrame(begin), repeat(2_000, () => empty)]);
      },
    ],
    [
      'whose requests are malformed again and again',
      () =>
        repeat(500, (index) => {
          const payload = renderFields([[':method', 'GET']]);
          return renderFrame({ type: TYPE.headers, flags: 5, id: 2 * index + 1, payload });
        }),
    ],
    [
      'that opens more streams than it knows to be the limit',
      () => repeat(101, (index) => getFrame(2 * index + 1, '/wait')),
    ],
  ];

  it.each(floods)('%s', async (_, flood) => {
    await start();
    using client = await open();
    client.send(SETTINGS_ACK, flood());
    await client.closed;
    await until(() => active() === 0);
    expect(refusals()).toMatchObject({ http2: 1 });
    expect(requests()).toBeLessThanOrEqual(1_000);
    await expectAlive();
  });

  it('that reads none of the answers to its frames', async () => {
    await start();
    using client = await open();
    client.socket.pause();
    const ping = renderFrame({ type: TYPE.ping, payload: Buffer.alloc(8) });
    client.send(repeat(200_000, () => ping));
    await until(() => Object.hasOwn(refusals(), 'http2'));
    await expectAlive();
  });

  it.each(['', PREFACE.subarray(0, 10), PREFACE])(
    'that sends no request after %j',
    async (begin) => {
      await start({ keepAliveTimeoutMs: 100, headersTimeoutMs: 100 });
      using client = await openFrames(app.port, app.ca);
      client.send(Buffer.from(begin));
      await client.closed;
      expect(requests()).toBe(0);
    },
  );
});

describe('a request of HTTP/2', () => {
  it('whose head is too large is refused before the application gets it', async () => {
    await start();
    using client = await open();
    const field = renderFields([['a', 'b'.repeat(120)]]);
    const payload = Buffer.concat([renderRequest('/wait'), repeat(150, () => field)]);
    client.send(
      renderFrame({ type: TYPE.headers, flags: 1, id: 1, payload: payload.subarray(0, 16_000) }),
      renderFrame({
        type: TYPE.continuation,
        flags: END_HEADERS,
        id: 1,
        payload: payload.subarray(16_000),
      }),
    );
    await until(() => refusals()['head_size'] === 1);
    expect(requests()).toBe(0);
    client.send(getFrame(3, '/'));
    await until(() => requests() === 1);
  });

  it('whose head is small and becomes 300 kB by references is reset before the application gets it', async () => {
    await start();
    using client = await open();
    const entry = Buffer.concat([Buffer.from([0x40, 1]), Buffer.from(`a\x78${'b'.repeat(120)}`)]);
    const references = Buffer.alloc(2_000, 0x80 + 62); // the newest entry of the table: RFC 7541, section 6.1
    const payload = Buffer.concat([renderRequest('/wait'), entry, references]);
    client.send(SETTINGS_ACK, renderFrame({ type: TYPE.headers, flags: 5, id: 1, payload }));
    await until(() => client.codes('reset').length === 1);
    expect(client.codes('reset')).toEqual([ERROR.calm]);
    expect([requests(), refusals()]).toEqual([0, {}]); // node:http2 has no event for it
    client.send(getFrame(3, '/'));
    await until(() => requests() === 1);
  });

  it('above the limit of streams, which its client does not know yet, is refused and may be sent again', async () => {
    await start();
    using client = await open();
    client.send(repeat(130, (index) => getFrame(2 * index + 1, '/wait')));
    await until(() => client.codes('reset').length === 30);
    expect(new Set(client.codes('reset'))).toEqual(new Set([ERROR.refusedStream]));
    expect(active()).toBe(100);
  });

  it('whose body does not arrive gets 408', async () => {
    await start({ requestTimeoutMs: 100 });
    using client = await open();
    const payload = renderRequest('/read', 'POST');
    client.send(renderFrame({ type: TYPE.headers, flags: END_HEADERS, id: 1, payload }));
    await until(() => requests() === 1);
    expect(app.log()).toContainEqual(expect.objectContaining({ status: 408 }));
    expect(readMetric(app.metrics, 'http.server.timeouts')).toEqual({ request: 1 });
    await until(() => client.codes('reset').length === 1);
    expect(client.codes('reset')).toEqual([ERROR.none]);
  });
});

describe('an answer of HTTP/2', () => {
  const timeouts = () => readMetric(app.metrics, 'http.server.timeouts');

  it.each(['/large', '/endless', '/events'])(
    'of %s is aborted if its window stays closed, and the connection lives on',
    async (path) => {
      await start({ writeStallTimeoutMs: STALL_MS });
      using client = await open([[INITIAL_WINDOW, 0]]);
      client.send(getFrame(1, path));
      await until(() => timeouts()['write'] === 1);
      await until(() => client.codes('reset').length === 1);
      expect(app.log()).toContainEqual(expect.objectContaining({ path, errorType: 'timeout' }));
      client.send(renderSettings([[INITIAL_WINDOW, 65_535]]), getFrame(3, '/'));
      await until(() => requests() === 2);
    },
  );

  it('is aborted if its window opens by one byte at a time', async () => {
    await start({ writeStallTimeoutMs: STALL_MS });
    using client = await open([[INITIAL_WINDOW, 0]]);
    client.send(getFrame(1, '/large'));
    const byte = renderFrame({ type: TYPE.windowUpdate, id: 1, payload: uint32(1) });
    const drip = setInterval(() => {
      client.send(byte);
    }, 20);
    await until(() => timeouts()['write'] === 1);
    clearInterval(drip);
  });

  it('whose reader does not read its connection is aborted', async () => {
    await start({ writeStallTimeoutMs: STALL_MS });
    using client = await open([[INITIAL_WINDOW, 2 ** 31 - 1]]);
    const all = { type: TYPE.windowUpdate, payload: uint32(2 ** 30) };
    client.send(renderFrame(all), getFrame(1, '/large'));
    client.socket.pause();
    await until(() => timeouts()['write'] === 1);
    await until(() => active() === 0);
  });
});
