import type { LineLevel } from '../../telemetry/log/level.ts';
import { renderJsonText } from '../../telemetry/log/json-text.ts';
import type { Loggers } from '../../telemetry/log/loggers.ts';
import { createTimestamp } from '../../telemetry/log/timestamp.ts';
import { inOnePiece } from '../../world/one-piece.ts';
import type { Exchange, Observer } from '../exchange.ts';
import { routeOf } from '../route-template.ts';

/** Longest path in a log line, in characters; a longer one is cut. */
const MAX_PATH_CHARACTERS = 1_024;

/** Most routes whose part of a line is kept; far more than a program declares. */
const MAX_RENDERED_ROUTES = 1_000;

/** What the observer needs. */
export interface ExchangeLogOptions {
  readonly loggers: Pick<Loggers, 'named' | 'writeLine'>;
  readonly now: () => Date;
  /** Share of the exchanges to log, from 0 to 1; failures of the server are always logged. */
  readonly ratio: number;
  readonly random: () => number;
  /** Number of this thread, if there are several. */
  readonly thread?: number | undefined;
}

/**
 * Logs one line at the end of an exchange, by the logger `http`: at `warn` for a failure of the server,
 * otherwise at `info`. The line is rendered here in one piece: its fields are fixed and need no serializer.
 */
export function createExchangeLog(options: ExchangeLogOptions): Observer {
  const { loggers, now, ratio, random, thread } = options;
  const log = loggers.named('http');
  const headOf = createHeads(createTimestamp(now), thread);
  const outcomeOf = createOutcomes();
  return {
    onEnd: (exchange, durationMs) => {
      const isFailure = exchange.response.statusCode >= 500;
      if (!isFailure && ratio < 1 && random() >= ratio) return;
      const level = isFailure ? 'warn' : 'info';
      if (!log.isLevelEnabled(level)) return;
      loggers.writeLine(log, level, headOf(level) + renderFacts(exchange, durationMs, outcomeOf));
    },
  };
}

/** Returns a function that returns the start of a line, rendered once per millisecond and level. */
function createHeads(
  timestamp: () => string,
  thread: number | undefined,
): (level: LineLevel) => string {
  const place = thread === undefined ? '' : `,"thread":${thread}`;
  let last = { time: '', level: '', head: '' };
  return (level) => {
    const time = timestamp();
    if (time !== last.time || level !== last.level) {
      const head = inOnePiece(
        `{"level":"${level}","time":"${time}"${place},"logger":"http","requestId":`,
      );
      last = { time, level, head };
    }
    return last.head;
  };
}

type OutcomeOf = (route: string, status: number | undefined) => string;

/** Returns a function that returns the middle of a line, rendered once for each route and status of the program. */
function createOutcomes(): OutcomeOf {
  const rendered = new Map<string, Map<number | undefined, string>>();
  return (route, status) => {
    const known = rendered.get(route)?.get(status);
    if (known !== undefined) return known;
    const outcome = inOnePiece(
      `,"route":${renderJsonText(route)}` +
        (status === undefined ? '' : `,"status":${status}`) +
        ',"durationMs":',
    );
    if (rendered.size >= MAX_RENDERED_ROUTES) rendered.clear();
    const ofRoute = rendered.get(route) ?? new Map<number | undefined, string>();
    rendered.set(route, ofRoute.set(status, outcome));
    return outcome;
  };
}

function renderFacts(exchange: Exchange, durationMs: number, outcomeOf: OutcomeOf): string {
  const { request, response, id, errorType, trace } = exchange;
  const address = clientAddressOf(exchange);
  const status = response.headersSent ? response.statusCode : undefined;
  return (
    `${renderJsonText(id)},"method":${renderJsonText(request.method)}` +
    `,"path":${renderJsonText(loggedPathOf(request.originalUrl))}` +
    outcomeOf(routeOf(exchange), status) +
    String(Math.round(durationMs * 100) / 100) +
    (address === undefined ? '' : `,"clientAddress":${renderJsonText(address)}`) +
    (request.httpVersionMajor === 2 ? ',"protocol":"h2"' : '') +
    (errorType === undefined ? '' : `,"errorType":${renderJsonText(errorType)}`) +
    (trace === undefined ? '' : `,"traceId":"${trace.traceId}","spanId":"${trace.spanId}"`) +
    ',"msg":"request"}\n'
  );
}

/** Returns the path of a target for a line of the log. The query is left out: it may contain secrets. */
export function loggedPathOf(target: string): string {
  const query = target.indexOf('?');
  const end = query === -1 ? target.length : query;
  return end > MAX_PATH_CHARACTERS
    ? `${target.slice(0, MAX_PATH_CHARACTERS)}...`
    : target.slice(0, end);
}

/** Returns the peer, or the client that a trusted proxy names; `request.ip` parses the list of proxies at each call. */
function clientAddressOf({ request }: Exchange): string | undefined {
  return request.headers['x-forwarded-for'] === undefined
    ? request.socket.remoteAddress
    : request.ip;
}
