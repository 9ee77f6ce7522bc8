import { once } from 'node:events';
import { connect } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { trace } from '@opentelemetry/api';
import express, { type RequestHandler } from 'express';
import type { Settings } from '../../config/settings.ts';
import { createLog } from '../../telemetry/log/log.ts';
import { createMetrics } from '../../telemetry/metrics/create-metrics.ts';
import { exchangeRaw } from '../../../testing/exchange-raw.ts';
import { createTestWorld } from '../../../testing/test-world.ts';
import { traced } from '../../../testing/traced.ts';
import type { Tracing } from '../../telemetry/trace/tracing.ts';
import { startTracing } from '../../telemetry/trace/start-tracing.ts';

const TRACE_ID = '0af7651916cd43dd8448eb211c80319c';
const SPAN_ID = 'b7ad6b7169203331';
const SAMPLED = `00-${TRACE_ID}-${SPAN_ID}-01`;
const UNSAMPLED = `00-${TRACE_ID}-${SPAN_ID}-00`;

describe('traceExchanges()', () => {
  it('describes a request by the semantic conventions, without its query', async () => {
    const routes = () => express.Router().get('/orders/:id', (_, response) => response.end('x'));
    const headers = { 'user-agent': 'test/1' };
    const { spans } = await traced(
      ({ origin }) => fetch(`${origin}/orders/7?token=secret`, { headers }),
      { routes },
    );
    expect(spans).toEqual([
      expect.objectContaining({
        name: 'GET /orders/:id',
        kind: 2, // SPAN_KIND_SERVER
        statusCode: 0, // STATUS_CODE_UNSET
        links: [],
        attributes: {
          'http.request.method': 'GET',
          'http.response.status_code': 200,
          'http.route': '/orders/:id',
          'url.scheme': 'http',
          'url.path': '/orders/7',
          'server.address': '127.0.0.1',
          'client.address': '127.0.0.1',
          'network.protocol.version': '1.1',
          'user_agent.original': 'test/1',
        },
      }),
    ]);
  });

  it('sets the ids of the span on the exchange, for log lines', async () => {
    const { spans, exchanges } = await traced(({ origin }) => fetch(origin));
    const [{ traceId, spanId } = {}] = spans;
    expect(exchanges[0]?.trace).toMatchObject({ traceId, spanId });
  });

  it.each([
    ['GET', '/nothing', 'GET', 404, 0, undefined],
    ['POST', '/', 'POST', 405, 0, undefined],
    ['GET', '/broken', 'GET /broken', 500, 2, '500'],
    ['GET', '/busy', 'GET /busy', 503, 2, '503'],
    ['PROPFIND', '/busy', 'HTTP /busy', 503, 2, '503'],
  ])(
    'names %s %s "%s" and sets for %d the status code %d',
    async (method, path, name, status, statusCode, error) => {
      const routes = () =>
        express
          .Router()
          .get('/broken', () => {
            throw new TypeError('secret');
          })
          .all('/busy', (_, response) => response.status(503).end());
      const { spans } = await traced(({ origin }) => fetch(origin + path, { method }), { routes });
      expect(spans).toEqual([expect.objectContaining({ name, statusCode })]);
      expect(spans[0]?.attributes).toMatchObject({ 'http.response.status_code': status });
      expect(spans[0]?.attributes['error.type']).toBe(error);
      expect(JSON.stringify(spans)).not.toContain('secret');
    },
  );

  it('keeps an unknown method out of names', async () => {
    const { spans } = await traced(({ port }) => exchangeRaw(port, 'PROPFIND / HTTP/1.1'));
    expect(spans[0]?.attributes).toMatchObject({
      'http.request.method': '_OTHER',
      'http.request.method_original': 'PROPFIND',
    });
  });

  it('reports that the client disconnected', async () => {
    const arrived = Promise.withResolvers<undefined>();
    const routes = () => () => {
      arrived.resolve(undefined);
    };
    const { spans } = await traced(
      async ({ port, server }) => {
        const socket = connect(port, '127.0.0.1');
        socket.write('GET / HTTP/1.1\r\nHost: test\r\n\r\n');
        await arrived.promise;
        server.closeAllConnections();
        await once(socket.resume(), 'close');
        await setImmediate();
      },
      { routes },
    );
    expect(spans).toEqual([expect.objectContaining({ name: 'GET', statusCode: 0 })]);
    expect(spans[0]?.attributes).toMatchObject({ 'error.type': 'aborted' });
  });

  it.each([
    'GET / HTTP/1.0',
    'GET http://[ HTTP/1.1',
    'OPTIONS * HTTP/1.1',
    `GET /${'a'.repeat(5_000)} HTTP/1.1`,
  ])('survives %.30j', async (line) => {
    const { spans } = await traced(({ port }) => exchangeRaw(port, line));
    expect(spans).toHaveLength(1);
    expect(String(spans[0]?.attributes['url.path']).length).toBeLessThanOrEqual(1_024);
  });

  it('continues the trace of a trusted caller', async () => {
    const headers = { traceparent: SAMPLED, tracestate: 'vendor=1' };
    const { spans } = await traced(({ origin }) => fetch(origin, { headers }), { isTrusted: true });
    expect(spans).toEqual([
      expect.objectContaining({
        traceId: TRACE_ID,
        parentSpanId: SPAN_ID,
        traceState: 'vendor=1',
        links: [],
      }),
    ]);
  });

  it('neither reads nor passes on a trace with the propagator none', async () => {
    let passedOn: unknown;
    const { spans } = await traced(
      ({ origin }) => fetch(origin, { headers: { traceparent: SAMPLED } }),
      {
        isTrusted: true,
        settings: { propagators: ['none'] },
        routes: (tracing) => (_request, _response, next) => {
          passedOn = tracing.headers();
          next();
        },
      },
    );
    expect(passedOn).toEqual({});
    expect(spans).toEqual([expect.objectContaining({ links: [], parentSpanId: undefined })]);
    expect(spans[0]?.traceId).not.toBe(TRACE_ID);
  });

  it('starts a new trace for any other caller, with a link to that of the caller', async () => {
    const headers = { traceparent: UNSAMPLED, tracestate: 'vendor=1' };
    const { spans } = await traced(({ origin }) => fetch(origin, { headers }));
    expect(spans).toEqual([
      expect.objectContaining({
        traceId: expect.not.stringMatching(TRACE_ID) as string,
        links: [expect.objectContaining({ traceId: TRACE_ID, spanId: SPAN_ID }) as object],
      }),
    ]);
    expect(spans[0]?.parentSpanId).toBeUndefined();
    expect(spans[0]?.traceState).toBeUndefined();
  });

  it.each([true, false])(
    'starts a new trace after a malformed traceparent (trusted: %j)',
    async (isTrusted) => {
      const headers = { traceparent: SAMPLED.toUpperCase(), tracestate: 'vendor=1' };
      const { spans } = await traced(({ origin }) => fetch(origin, { headers }), { isTrusted });
      expect(spans).toEqual([expect.objectContaining({ links: [] })]);
      expect(spans[0]?.parentSpanId).toBeUndefined();
    },
  );

  it.each<[Settings['tracesSampler'], number, string, number]>([
    ['always_on', 0, UNSAMPLED, 1],
    ['always_off', 1, SAMPLED, 0],
    ['traceidratio', 1, UNSAMPLED, 1],
    ['traceidratio', 0, SAMPLED, 0],
    ['parentbased_always_on', 0, UNSAMPLED, 0],
    ['parentbased_always_on', 0, '', 1],
    ['parentbased_always_off', 1, SAMPLED, 1],
    ['parentbased_always_off', 1, '', 0],
    ['parentbased_traceidratio', 0, SAMPLED, 1],
    ['parentbased_traceidratio', 1, UNSAMPLED, 0],
    ['parentbased_traceidratio', 1, '', 1],
    ['parentbased_traceidratio', 0, '', 0],
  ])(
    'sends, with %s at ratio %d, for a request with %j %d spans',
    async (tracesSampler, tracesSamplerRatio, traceparent, count) => {
      const { spans } = await traced(({ origin }) => fetch(origin, { headers: { traceparent } }), {
        isTrusted: true,
        settings: { tracesSampler, tracesSamplerRatio },
      });
      expect(spans).toHaveLength(count);
    },
  );
});

describe('the current trace', () => {
  /** Answers with the fields for a call to another service, after a turn of the event loop. */
  const answerHeaders =
    ({ headers }: Tracing): RequestHandler =>
    async (_, response) => {
      await setImmediate();
      response.json(headers());
    };

  it.each([
    ['is continued in calls to other services', 'always_on', '01'],
    ['is continued though it is not recorded', 'always_off', '00'],
  ] as const)('%s', async (_, tracesSampler, flags) => {
    let answer: unknown;
    const { exchanges } = await traced(
      async ({ origin }) => {
        const headers = { traceparent: SAMPLED, tracestate: 'vendor=1', baggage: 'user=7' };
        answer = await (await fetch(origin, { headers })).json();
      },
      { routes: answerHeaders, isTrusted: true, settings: { tracesSampler } },
    );
    expect(answer).toEqual({
      traceparent: `00-${TRACE_ID}-${exchanges[0]?.trace?.spanId ?? ''}-${flags}`,
      tracestate: 'vendor=1',
    });
  });

  it('is the parent of the spans of the app', async () => {
    const routes = () => async (_: unknown, response: { end: () => void }) => {
      await setImmediate();
      trace.getTracer('app').startSpan('query').end();
      response.end();
    };
    const { spans } = await traced(({ origin }) => fetch(origin), { routes: routes as never });
    const [query, server] = spans;
    expect(query).toMatchObject({
      name: 'query',
      traceId: server?.traceId,
      parentSpanId: server?.spanId,
    });
  });

  it('belongs to one request, even on a shared connection', async () => {
    let answers = '';
    const { exchanges } = await traced(
      async ({ port }) => {
        const line = 'GET / HTTP/1.1\r\nHost: test\r\n';
        answers = await exchangeRaw(port, `${line}\r\n${line}\r\nGET / HTTP/1.1`);
      },
      { routes: answerHeaders },
    );
    const spanIds = [...answers.matchAll(/-([0-9a-f]{16})-01/g)].map(([, spanId]) => spanId);
    expect(spanIds).toEqual(exchanges.map((exchange) => exchange.trace?.spanId));
    expect(new Set(spanIds).size).toBe(3);
  });

  it('is empty outside a request and if nothing is traced', async () => {
    let headers: unknown;
    await traced(({ origin }) => fetch(origin), {
      routes: (tracing) => {
        headers = tracing.headers();
        return (_, response) => response.end();
      },
    });
    expect(headers).toEqual({});
    const { now, monotonicMs, stdout } = createTestWorld();
    const log = createLog({ level: 'info', now, take: (line) => stdout.write(line) });
    const off = await startTracing(undefined, { log, metrics: createMetrics(), monotonicMs });
    expect(off.headers()).toEqual({});
    expect(off.spans).toBeUndefined();
    await off.stop();
  });
});
