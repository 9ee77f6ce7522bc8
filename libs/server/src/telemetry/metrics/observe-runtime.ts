import type { performance as NodePerformance } from 'node:perf_hooks';
import type { Beat } from '../../world/beat.ts';
import type { World } from '../../world/world.ts';
import type { Instrument, Metrics } from './metrics.ts';

/** An app with the types of the browser has another `performance`. */
const nodeGlobals = globalThis as unknown as { readonly performance: typeof NodePerformance };

/** Prometheus represents a missing value as NaN. */
const UNKNOWN = NaN;

export interface RuntimeOptions {
  readonly program: { readonly name: string; readonly version: string };
  readonly world: Pick<World, 'now' | 'usage' | 'heapSpaces' | 'openFilesCount' | 'openFilesLimit'>;
  readonly onBeat: Beat['onBeat'];
}

/**
 * Declares the metrics of the process and its runtime. Reading resets nothing, so that all readers see the
 * same values. Loads nothing of Node that is slow to load before the first reading.
 */
export function observeRuntime(metrics: Metrics, { program, world, onBeat }: RuntimeOptions): void {
  observeProcess(metrics, world);
  observeEventLoop(metrics, onBeat);
  observeHeap(metrics, world);
  const { nodeVersion } = world.usage();
  const attributes = {
    'service.name': program.name,
    'service.version': program.version,
    'process.runtime.name': 'nodejs',
    'process.runtime.version': nodeVersion,
  };
  metrics.observe(
    {
      name: 'target.info',
      unit: '',
      kind: 'gauge',
      across: 'process',
      description: 'Name and version of the program and its runtime.',
    },
    () => [{ attributes, value: 1 }],
  );
}

/** Declares process metrics under the names of Prometheus' own client libraries. */
function observeProcess(metrics: Metrics, world: RuntimeOptions['world']): void {
  const { now, usage } = world;
  const startSeconds = now().getTime() / 1_000 - usage().uptimeSeconds;
  const gauge = (instrument: Instrument, read: () => number): void => {
    metrics.observe({ ...instrument, kind: 'gauge', across: 'process' }, () => [{ value: read() }]);
  };
  metrics.observe(
    {
      name: 'process.cpu',
      unit: 's',
      kind: 'counter',
      across: 'process',
      description: 'User and system CPU time.',
    },
    () => [{ value: usage().cpuSeconds }],
  );
  gauge(
    { name: 'process.resident_memory', unit: 'By', description: 'Resident memory size.' },
    () => usage().residentBytes,
  );
  gauge(
    {
      name: 'process.start_time',
      unit: 's',
      description: 'Start time of the process since the Unix epoch.',
    },
    () => startSeconds,
  );
  gauge(
    {
      name: 'process.open_fds',
      unit: '{descriptor}',
      description: 'Number of open file descriptors.',
    },
    () => world.openFilesCount() ?? UNKNOWN,
  );
  gauge(
    {
      name: 'process.max_fds',
      unit: '{descriptor}',
      description: 'Maximum number of open file descriptors.',
    },
    () => world.openFilesLimit() ?? UNKNOWN,
  );
}

function observeEventLoop(metrics: Metrics, onBeat: Beat['onBeat']): void {
  const delays = metrics.histogram({
    name: 'nodejs.eventloop.delay',
    unit: 's',
    across: 'thread',
    description:
      'Delay of a timer on the event loop, sampled once per beat (every second by default).',
    bounds: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })();
  onBeat((lateMs) => {
    delays.record(lateMs / 1_000);
  });
  metrics.observe(
    {
      name: 'nodejs.eventloop.time',
      unit: 's',
      kind: 'counter',
      across: 'thread',
      description: 'Time the event loop was active or idle; the active share is its utilization.',
    },
    () => {
      const { active, idle } = nodeGlobals.performance.eventLoopUtilization();
      return Object.entries({ active, idle }).map(([state, valueMs]) => ({
        attributes: { 'nodejs.eventloop.state': state },
        value: valueMs / 1_000,
      }));
    },
  );
}

function observeHeap(metrics: Metrics, { heapSpaces }: Pick<World, 'heapSpaces'>): void {
  const space = (name: string, description: string, key: HeapSpaceKey): void => {
    const gauge = { name, unit: 'By', description, kind: 'gauge', across: 'thread' } as const;
    metrics.observe(gauge, () =>
      heapSpaces().map((heap) => ({
        attributes: { 'v8js.heap.space.name': heap.space_name },
        value: heap[key],
      })),
    );
  };
  space('v8js.memory.heap.limit', 'Size of the heap space.', 'space_size');
  space('v8js.memory.heap.used', 'Used size of the heap space.', 'space_used_size');
  space(
    'v8js.memory.heap.space.available_size',
    'Available size of the heap space.',
    'space_available_size',
  );
  space(
    'v8js.memory.heap.space.physical_size',
    'Committed size of the heap space.',
    'physical_space_size',
  );
}

type HeapSpaceKey =
  'space_size' | 'space_used_size' | 'space_available_size' | 'physical_space_size';
