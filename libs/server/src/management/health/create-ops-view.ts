import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { OpsView } from './ops-view.ts';

export interface OpsViewOptions extends Pick<OpsView, 'standing' | 'livenessStallMs'> {
  readonly pulse: PulseWatch;
  readonly main: { readonly metrics: () => Promise<readonly FamilySnapshot[]> };
}

/** Creates the ops listener's view of the server, in the management thread. */
export function createOpsView({ main, pulse, standing, livenessStallMs }: OpsViewOptions): OpsView {
  let lastKnown: readonly FamilySnapshot[] = [];
  const heartbeatAge = (): FamilySnapshot => ({
    name: 'nodejs.eventloop.heartbeat.age',
    unit: 's',
    description:
      'Time since the last beat of the main thread; a healthy one beats every second or more often.',
    kind: 'gauge',
    series: [{ attributes: {}, value: pulse.ageMs() / 1_000 }],
  });
  return {
    standing,
    livenessStallMs,
    heartbeatAgeMs: pulse.ageMs,
    metrics: async () => {
      try {
        lastKnown = await main.metrics();
      } catch (error) {
        if (!(error instanceof UnresponsiveError)) throw error;
      }
      return [...lastKnown, heartbeatAge()];
    },
  };
}
