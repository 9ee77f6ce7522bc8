import { wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

const milliseconds = wholeNumber({ min: 1, max: 3_600_000, unit: 'milliseconds' });

/** What one client, and all of them, may ask of the server. */
export const limitSettings = {
  headersTimeoutMs: declare({
    env: 'HEADERS_TIMEOUT_MS',
    kind: milliseconds,
    default: 10_000,
    doc: 'Milliseconds in which the head of a request must arrive, else 408.',
    isMutable: true,
  }),
  requestTimeoutMs: declare({
    env: 'REQUEST_TIMEOUT_MS',
    kind: milliseconds,
    default: 60_000,
    doc: 'Milliseconds in which a whole request must arrive, else 408.',
    isMutable: true,
  }),
  bodyMinBytesPerSecond: declare({
    env: 'BODY_MIN_BYTES_PER_SECOND',
    kind: wholeNumber({ min: 0, max: 1_000_000_000, unit: 'bytes per second' }),
    default: 500,
    doc: 'Bytes per second at which a body must arrive after BODY_GRACE_MS, else 408; 0 asks for none.',
    isMutable: true,
  }),
  bodyGraceMs: declare({
    env: 'BODY_GRACE_MS',
    kind: milliseconds,
    default: 20_000,
    doc: 'Milliseconds after which BODY_MIN_BYTES_PER_SECOND is asked for.',
    isMutable: true,
  }),
  handlerTimeoutMs: declare({
    env: 'HANDLER_TIMEOUT_MS',
    kind: milliseconds,
    default: 30_000,
    doc: 'Milliseconds in which the application must begin its answer, else 503.',
    isMutable: true,
  }),
  writeStallTimeoutMs: declare({
    env: 'WRITE_STALL_TIMEOUT_MS',
    kind: milliseconds,
    default: 60_000,
    doc: 'Milliseconds without progress after which an answer that is not read is cut.',
    isMutable: true,
  }),
  keepAliveTimeoutMs: declare({
    env: 'KEEP_ALIVE_TIMEOUT_MS',
    kind: milliseconds,
    default: 72_000,
    doc: 'Milliseconds an idle connection is kept; longer than the load balancer in front keeps it.',
    isMutable: true,
  }),
  maxHeaderBytes: declare({
    env: 'MAX_HEADER_BYTES',
    kind: wholeNumber({ min: 1_024, max: 1_048_576, unit: 'bytes' }),
    default: 16_384,
    doc: 'Bytes of a request head, else 431.',
  }),
  maxHeaders: declare({
    env: 'MAX_HEADERS',
    kind: wholeNumber({ min: 1, max: 2_000 }),
    default: 100,
    doc: 'Header fields of a request, else 431.',
    isMutable: true,
  }),
  maxTargetBytes: declare({
    env: 'MAX_TARGET_BYTES',
    kind: wholeNumber({ min: 64, max: 1_048_576, unit: 'bytes' }),
    default: 8_192,
    doc: 'Bytes of a request target, that is path and query, else 414.',
    isMutable: true,
  }),
  maxBodyBytes: declare({
    env: 'MAX_BODY_BYTES',
    kind: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'bytes' }),
    default: 1_048_576,
    doc: 'Bytes of a request body, else 413.',
    isMutable: true,
  }),
  maxConnections: declare({
    env: 'MAX_CONNECTIONS',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: undefined,
    doc: 'Connections at a time; without it 10000, or the limit of open files less 256 where that is lower.',
    isMutable: true,
  }),
  maxRequestsPerConnection: declare({
    env: 'MAX_REQUESTS_PER_CONNECTION',
    kind: wholeNumber({ min: 1, max: 1_000_000_000 }),
    default: 1_000,
    doc: 'Requests after which a connection is closed, so that load spreads again.',
    isMutable: true,
  }),
  maxRequestsInFlight: declare({
    env: 'MAX_REQUESTS_IN_FLIGHT',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: 1_000,
    doc: 'Requests under way at a time, else 503.',
    isMutable: true,
  }),
  maxPipelinedRequests: declare({
    env: 'MAX_PIPELINED_REQUESTS',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: 32,
    doc: 'Requests that may wait for their answer on one connection, else it is cut.',
  }),
  retryAfterSeconds: declare({
    env: 'RETRY_AFTER_SECONDS',
    kind: wholeNumber({ min: 0, max: 86_400 }),
    default: 10,
    doc: 'Seconds after which a client that got 503 is told to try again.',
  }),
  shedLoopDelayMs: declare({
    env: 'SHED_LOOP_DELAY_MS',
    kind: wholeNumber({ min: 0, max: 60_000, unit: 'milliseconds' }),
    default: 1_000,
    doc: 'Delay of the event loop above which new requests get 503; 0 sheds none.',
    isMutable: true,
  }),
};
