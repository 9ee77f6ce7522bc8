import { wholeNumber } from '../kinds.ts';
import { declare } from '../setting.ts';

const milliseconds = wholeNumber({ min: 1, max: 3_600_000, unit: 'milliseconds' });

/** Limits of each client, and of all clients together. */
export const limitSettings = {
  headersTimeoutMs: declare({
    env: 'HEADERS_TIMEOUT_MS',
    kind: milliseconds,
    default: 10_000,
    doc: 'Maximum milliseconds to receive a request head, else 408, or no answer if nothing was received.',
    isMutable: true,
  }),
  requestTimeoutMs: declare({
    env: 'REQUEST_TIMEOUT_MS',
    kind: milliseconds,
    default: 60_000,
    doc: 'Maximum milliseconds to receive a whole request, else 408.',
    isMutable: true,
  }),
  bodyMinBytesPerSecond: declare({
    env: 'BODY_MIN_BYTES_PER_SECOND',
    kind: wholeNumber({ min: 0, max: 1_000_000_000, unit: 'bytes per second' }),
    default: 500,
    doc: 'Minimum bytes per second of a request body after BODY_GRACE_MS, else 408; 0 disables the check.',
    isMutable: true,
  }),
  bodyGraceMs: declare({
    env: 'BODY_GRACE_MS',
    kind: milliseconds,
    default: 20_000,
    doc: 'Milliseconds before BODY_MIN_BYTES_PER_SECOND applies.',
    isMutable: true,
  }),
  handlerTimeoutMs: declare({
    env: 'HANDLER_TIMEOUT_MS',
    kind: milliseconds,
    default: 30_000,
    doc: 'Maximum milliseconds for the application to start its response, else 503.',
    isMutable: true,
  }),
  writeStallTimeoutMs: declare({
    env: 'WRITE_STALL_TIMEOUT_MS',
    kind: milliseconds,
    default: 60_000,
    doc: 'Milliseconds without progress after which a response that the client does not read is aborted.',
    isMutable: true,
  }),
  keepAliveTimeoutMs: declare({
    env: 'KEEP_ALIVE_TIMEOUT_MS',
    kind: milliseconds,
    default: 72_000,
    doc: 'Milliseconds to keep an idle connection open; set it higher than the idle timeout of the load balancer in front.',
    isMutable: true,
  }),
  maxHeaderBytes: declare({
    env: 'MAX_HEADER_BYTES',
    kind: wholeNumber({ min: 1_024, max: 1_048_576, unit: 'bytes' }),
    default: 16_384,
    doc: 'Maximum bytes of a request head, else 431.',
  }),
  maxHeaders: declare({
    env: 'MAX_HEADERS',
    kind: wholeNumber({ min: 1, max: 2_000 }),
    default: 100,
    doc: 'Maximum header fields of a request, else 431.',
    isMutable: true,
  }),
  maxTargetBytes: declare({
    env: 'MAX_TARGET_BYTES',
    kind: wholeNumber({ min: 64, max: 1_048_576, unit: 'bytes' }),
    default: 8_192,
    doc: 'Maximum bytes of a request target (path and query), else 414.',
    isMutable: true,
  }),
  maxBodyBytes: declare({
    env: 'MAX_BODY_BYTES',
    kind: wholeNumber({ min: 0, max: Number.MAX_SAFE_INTEGER, unit: 'bytes' }),
    default: 1_048_576,
    doc: 'Maximum bytes of a request body, else 413.',
    isMutable: true,
  }),
  maxConnections: declare({
    env: 'MAX_CONNECTIONS',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: undefined,
    doc: 'Maximum concurrent connections; default: 10000, or the limit of open files minus 256 if that is lower.',
    isMutable: true,
  }),
  maxRequestsPerConnection: declare({
    env: 'MAX_REQUESTS_PER_CONNECTION',
    kind: wholeNumber({ min: 1, max: 1_000_000_000 }),
    default: 1_000,
    doc: 'Requests after which a connection is closed, so that load is rebalanced.',
    isMutable: true,
  }),
  maxRequestsInFlight: declare({
    env: 'MAX_REQUESTS_IN_FLIGHT',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: 1_000,
    doc: 'Maximum concurrent requests, else 503.',
    isMutable: true,
  }),
  maxPipelinedRequests: declare({
    env: 'MAX_PIPELINED_REQUESTS',
    kind: wholeNumber({ min: 1, max: 1_000_000 }),
    default: 32,
    doc: 'Maximum unanswered requests on one connection, else it is closed.',
  }),
  retryAfterSeconds: declare({
    env: 'RETRY_AFTER_SECONDS',
    kind: wholeNumber({ min: 0, max: 86_400 }),
    default: 10,
    doc: 'Seconds to send as Retry-After with a 503.',
  }),
  shedLoopDelayMs: declare({
    env: 'SHED_LOOP_DELAY_MS',
    kind: wholeNumber({ min: 0, max: 60_000, unit: 'milliseconds' }),
    default: 1_000,
    doc: 'Event loop delay in milliseconds above which new requests get 503; 0 disables shedding.',
    isMutable: true,
  }),
};
