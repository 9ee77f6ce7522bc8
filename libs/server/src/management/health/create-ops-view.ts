import type { Attributes, FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { OpsView, ThreadHealth } from './ops-view.ts';

export interface OpsViewOptions extends Pick<OpsView, 'standing' | 'livenessStallMs' | 'threads'> {
  readonly pulse: PulseWatch;
  readonly main: { readonly metrics: () => Promise<readonly FamilySnapshot[]> };
}

/** Creates the ops listener's view of the server, in the management thread. */
export function createOpsView({
  main,
  pulse,
  threads,
  standing,
  livenessStallMs,
}: OpsViewOptions): OpsView {
  let lastKnown: readonly FamilySnapshot[] = [];
  return {
    standing,
    livenessStallMs,
    threads,
    heartbeatAgeMs: pulse.ageMs,
    metrics: async () => {
      try {
        lastKnown = await main.metrics();
      } catch (error) {
        if (!(error instanceof UnresponsiveError)) throw error;
      }
      return [...lastKnown, describeBeats(pulse, threads?.())];
    },
  };
}

/** Describes the age of the last beat of each thread. */
export function describeBeats(
  pulse: Pick<PulseWatch, 'ageMs'>,
  threads: readonly ThreadHealth[] | undefined,
): FamilySnapshot {
  const series = (ageMs: number, attributes: Attributes = {}) => ({
    attributes,
    value: ageMs / 1_000,
  });
  const running = threads?.filter(({ state }) => state !== 'absent') ?? [];
  return {
    name: 'nodejs.eventloop.heartbeat.age',
    unit: 's',
    description: `Time since the last beat of ${threads === undefined ? 'the main thread' : 'each thread'}; a healthy one beats every second or more often.`,
    kind: 'gauge',
    across: 'thread',
    series: [
      series(pulse.ageMs(), threads && { thread: 'main' }),
      ...running.map(({ index, beatAgeMs }) => series(beatAgeMs, { thread: String(index) })),
    ],
  };
}
