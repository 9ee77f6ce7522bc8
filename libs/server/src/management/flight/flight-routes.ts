import { wholeNumber } from '../../config/kinds.ts';
import type { World } from '../../world/world.ts';
import type { Rows } from '../admin/operations/traffic.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import { nameOf } from '../diagnostics/thread-session.ts';
import { defineParameter } from '../server/parameter.ts';
import type { Route } from '../server/route.ts';
import type { Captures } from './captures.ts';
import { CPU_SECONDS } from './cpu-seconds.ts';
import { describeFlight } from './describe-flight.ts';
import { percentileOf, round } from './duration-buckets.ts';
import { KEPT_SECONDS, openFlightMemory, type FlightMemory } from './flight-memory.ts';
import { readSeries } from './read-series.ts';
import type { RecentStalls } from './recent-stalls.ts';
import type { CpuRecorder } from './record-each-cpu.ts';
import { mergeRoutes, type RouteRow, type SlowExchange } from './route-table.ts';

export interface FlightOptions {
  readonly program: { readonly name: string };
  readonly world: Pick<World, 'now' | 'usage'>;
  /** Memories of all threads. */
  readonly memories: readonly FlightMemory[];
  readonly main: { readonly flightRoutes: () => Promise<Rows<RouteRow>> };
  readonly stalls: Pick<RecentStalls, 'list'>;
  readonly captures: Pick<Captures, 'list' | 'find'>;
  /** CPU samples of the last minute; undefined if they are off. */
  readonly cpu: CpuRecorder | undefined;
}

const sinceParameter = defineParameter({
  name: 'since',
  doc: 'First second to show, as Unix time; default: all that is kept',
  kind: wholeNumber({ min: 0, max: 99_999_999_999 }),
  default: undefined,
});

const OFF = 'The recorder of CPU samples is off; set FLIGHT_CPU_PROFILE=on';
const NO_SAMPLES = 'No CPU samples yet: the program was idle; retry under load';

/** Creates the routes of the flight recorder. Only the exchanges by route need the main thread. */
export function createFlightRoutes(options: FlightOptions): readonly Route[] {
  const { world, stalls, captures, cpu } = options;
  let startedAt: string | undefined;
  return [
    {
      method: 'GET',
      path: '/flight',
      access: 'read',
      summary:
        'Shows the last 15 minutes by second: requests, latencies, event loop, CPU and memory; with routes, their slowest exchanges and the latest stalls',
      query: [sinceParameter],
      returns: describeFlight,
      answer: async ({ query }) => {
        const now = world.now();
        const before = Math.floor(now.getTime() / 1_000);
        startedAt ??= startOf(world).toISOString();
        const memories = options.memories.map(openFlightMemory);
        const since = sinceParameter.read(query) ?? before - KEPT_SECONDS;
        const body = {
          now: now.toISOString(),
          startedAt,
          bucketMs: 1_000,
          ...readSeries(memories, { since, before }),
          ...(await describeRoutes(options.main)),
          stalls: stalls.list(),
          captures: captures.list(),
          profile: { available: cpu !== undefined, seconds: CPU_SECONDS, reason: cpu ? null : OFF },
        };
        // Not indented: the lists have thousands of numbers.
        const headers = { 'Content-Type': 'application/json' };
        return { text: `${JSON.stringify(body)}\n`, headers };
      },
    },
    {
      method: 'GET',
      path: '/flight/profile',
      access: 'read',
      summary:
        'Returns the CPU samples of the last 60 seconds, as a .cpuprofile; needs FLIGHT_CPU_PROFILE=on',
      query: [],
      isFile: true,
      answer: async () => {
        if (cpu === undefined) throw new OperationError(409, OFF);
        const profile = await cpu.read();
        if (profile === undefined) throw new OperationError(409, NO_SAMPLES);
        return { text: JSON.stringify(profile), headers: nameFile(options, 'flight') };
      },
    },
    {
      method: 'GET',
      path: '/flight/captures/{id}',
      access: 'read',
      summary:
        'Returns a CPU profile that the recorder captured by itself, as FLIGHT_P99_MS, FLIGHT_LOOP_DELAY_MS and FLIGHT_MEMORY_PERCENT say; GET /flight lists them',
      query: [],
      isFile: true,
      answer: ({ segments: { id = '' } }) => {
        const found = /^[1-9][0-9]{0,8}$/.test(id) ? captures.find(Number(id)) : undefined;
        if (found === undefined)
          throw new OperationError(
            404,
            `No capture has the id ${JSON.stringify(id)}; GET /flight lists all`,
          );
        return { text: found.text, headers: nameFile(options, `capture-${id}`) };
      },
    },
  ];
}

function nameFile({ program }: Pick<FlightOptions, 'program'>, kind: string) {
  return {
    'Content-Type': 'application/json',
    'Content-Disposition': `attachment; filename="${program.name}-${kind}.cpuprofile"`,
  };
}

function startOf({ now, usage }: FlightOptions['world']): Date {
  return new Date(now().getTime() - usage().uptimeSeconds * 1_000);
}

/** Describes the exchanges by route; a main thread that does not answer has none, which `unansweredThreads` says. */
async function describeRoutes({ flightRoutes }: FlightOptions['main']) {
  try {
    const { rows, ...missing } = await flightRoutes();
    const named = rows.map((row) => ({ ...row, slowest: row.slowest.map(nameThread(row.thread)) }));
    return { routes: mergeRoutes(named).map(describeRoute), ...missing };
  } catch (error) {
    if (!(error instanceof UnresponsiveError)) throw error;
    return { routes: [], unansweredThreads: ['main'] };
  }
}

function nameThread(thread: number | undefined) {
  return (slow: SlowExchange) => ({ ...slow, thread: nameOf(thread ?? 'main') });
}

function describeRoute({ route, requests, errors, counts, slowest }: RouteRow) {
  return {
    route,
    requests,
    errors,
    p50Ms: percentileOf(counts, 0.5),
    p95Ms: percentileOf(counts, 0.95),
    p99Ms: percentileOf(counts, 0.99),
    slowest: slowest.map(({ endedMs, durationMs, ...slow }) => ({
      ...slow,
      time: new Date(endedMs).toISOString(),
      durationMs: round(durationMs),
    })),
  };
}
