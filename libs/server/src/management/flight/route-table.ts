import type { Exchange } from '../../http/exchange.ts';
import { methodOf } from '../../http/observers/describe-request.ts';
import { routeOf } from '../../http/route-template.ts';
import { bucketOf, BUCKETS } from './duration-buckets.ts';
import { KEPT_SECONDS } from './flight-memory.ts';

/** Seconds of one block; the oldest block ends when it is wholly out of the 15 minutes. */
const BLOCK_SECONDS = 180;
/** Most routes of a block that are counted each by itself. */
export const MAX_ROUTES = 32;
/** Name of all other routes together. */
export const OTHER_ROUTES = '(other routes)';
/** Slowest exchanges that are kept of each route and block, and shown of each route. */
export const MAX_SLOWEST = 5;
/** Longest path that is kept, in characters. */
const MAX_PATH_CHARACTERS = 256;

/** One of the slowest exchanges of its route. */
export interface SlowExchange {
  readonly id: string;
  /** Milliseconds since 1970 at its end. */
  readonly endedMs: number;
  readonly method: string;
  /** Without the query, which may contain secrets. */
  readonly path: string;
  /** 0 if no answer was begun. */
  readonly status: number;
  readonly durationMs: number;
}

/** The exchanges of a route in the last 15 minutes. */
export interface RouteRow {
  /** Method and template, such as `GET /orders/:id`. */
  readonly route: string;
  readonly requests: number;
  readonly errors: number;
  /** How many took how long: see `bucketOf`. */
  readonly counts: Uint32Array;
  /** Slowest first. */
  readonly slowest: readonly SlowExchange[];
}

interface RouteStats extends RouteRow {
  requests: number;
  errors: number;
  slowest: SlowExchange[];
  /** Duration from which on an exchange is among the slowest. */
  slowMs: number;
}

interface Block {
  readonly number: number;
  readonly routes: Map<string, Map<string, RouteStats>>;
  size: number;
}

/** The exchanges of the last 15 minutes by route, with the slowest of each. */
export interface RouteTable {
  /** @param second Unix time of its end. */
  readonly record: (exchange: Exchange, durationMs: number, second: number) => void;
  /** @param second Unix time. */
  readonly rows: (second: number) => readonly RouteRow[];
}

/**
 * Creates an empty table: blocks of three minutes, so that the oldest exchanges can be dropped. It keeps at most
 * 33 routes in 6 blocks, about 2 kB each; requests and percentiles go back 15 to 18 minutes, the slowest exchanges 15.
 */
export function createRouteTable(now: () => Date): RouteTable {
  let blocks: readonly Block[] = [];
  let current: Block | undefined;
  function open(number: number): Block {
    const oldest = number - KEPT_SECONDS / BLOCK_SECONDS;
    current = { number, routes: new Map(), size: 0 };
    blocks = [...blocks.filter((block) => block.number >= oldest), current];
    return current;
  }
  return {
    record: (exchange, durationMs, second) => {
      const number = Math.floor(second / BLOCK_SECONDS);
      const stats = statsOf(current?.number === number ? current : open(number), exchange);
      const bucket = bucketOf(durationMs);
      stats.requests += 1;
      stats.counts[bucket] = (stats.counts[bucket] ?? 0) + 1;
      if (exchange.response.statusCode >= 500) stats.errors += 1;
      if (durationMs > stats.slowMs)
        addSlow(stats, describe(exchange, durationMs, now().getTime()));
    },
    rows: (second) => {
      const oldest = Math.floor(second / BLOCK_SECONDS) - KEPT_SECONDS / BLOCK_SECONDS;
      const sinceMs = (second - KEPT_SECONDS) * 1_000;
      const isRecent = ({ endedMs }: SlowExchange): boolean => endedMs >= sinceMs;
      const rows = blocks
        .filter(({ number }) => number >= oldest)
        .flatMap(({ routes }) => [...routes.values()].flatMap((route) => [...route.values()]))
        .map(({ slowest, ...row }) => ({ ...row, slowest: slowest.filter(isRecent) }));
      return mergeRoutes(rows);
    },
  };
}

/** Finds by two names, because joining them at each request would cost more than all else. */
function statsOf(block: Block, exchange: Exchange): RouteStats {
  const template = routeOf(exchange);
  const { method } = exchange.request;
  return block.routes.get(template)?.get(method) ?? addStats(block, exchange, template);
}

function addStats(block: Block, { request }: Exchange, template: string): RouteStats {
  const isFull = block.size >= MAX_ROUTES;
  const method = methodOf(request); // HTTP for one that is not known
  const [first, second] = isFull ? [OTHER_ROUTES, ''] : [template, method];
  const byMethod = block.routes.get(first) ?? new Map<string, RouteStats>();
  const known = byMethod.get(second);
  if (known !== undefined) return known;
  const route = isFull ? OTHER_ROUTES : `${method} ${template === '' ? '(no route)' : template}`;
  const counts = new Uint32Array(BUCKETS);
  const stats = { route, requests: 0, errors: 0, counts, slowest: [], slowMs: -1 };
  block.size += 1;
  block.routes.set(first, byMethod.set(second, stats));
  return stats;
}

function addSlow(stats: RouteStats, slow: SlowExchange): void {
  stats.slowest = slowestOf([...stats.slowest, slow]);
  if (stats.slowest.length === MAX_SLOWEST) stats.slowMs = stats.slowest.at(-1)?.durationMs ?? -1;
}

/** Returns the slowest of some exchanges, the slowest first. */
function slowestOf<Slow extends SlowExchange>(all: readonly Slow[]): Slow[] {
  return all.toSorted((a, b) => b.durationMs - a.durationMs).slice(0, MAX_SLOWEST);
}

/** Copies strings and numbers only: a reference to the request would keep its connection in memory. */
function describe(
  { request, response, id }: Exchange,
  durationMs: number,
  endedMs: number,
): SlowExchange {
  const [path = ''] = request.originalUrl.split('?', 1);
  const status = response.headersSent ? response.statusCode : 0;
  const { method } = request;
  const kept = Buffer.from(path.slice(0, MAX_PATH_CHARACTERS)).toString(); // a slice would keep the whole target
  return { id, endedMs, method, path: kept, status, durationMs };
}

/** Adds up the rows of each route, those with most requests first. */
export function mergeRoutes<Row extends RouteRow>(rows: readonly Row[]): readonly Row[] {
  const merged = new Map<string, Row>();
  for (const row of rows) {
    const before = merged.get(row.route);
    merged.set(row.route, before === undefined ? row : add(before, row));
  }
  return [...merged.values()].sort((a, b) => b.requests - a.requests);
}

function add<Row extends RouteRow>(a: Row, b: Row): Row {
  return {
    ...a,
    requests: a.requests + b.requests,
    errors: a.errors + b.errors,
    counts: a.counts.map((count, bucket) => count + (b.counts[bucket] ?? 0)),
    slowest: slowestOf([...a.slowest, ...b.slowest]),
  };
}
