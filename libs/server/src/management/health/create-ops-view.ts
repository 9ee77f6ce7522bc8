import type { FamilySnapshot } from '../../telemetry/metrics/metrics.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { OpsView } from './ops-view.ts';

export interface OpsViewOptions extends Pick<OpsView, 'standing' | 'livenessStallMs'> {
  readonly pulse: PulseWatch;
  readonly main: { readonly metrics: () => Promise<readonly FamilySnapshot[]> };
}

/** Creates what the ops listener knows, in its own thread. */
export function createOpsView({ main, pulse, standing, livenessStallMs }: OpsViewOptions): OpsView {
  let lastKnown: readonly FamilySnapshot[] = [];
  const heartbeatAge = (): FamilySnapshot => ({
    name: 'nodejs.eventloop.heartbeat.age',
    unit: 's',
    description: 'Time since the event loop of the main thread last turned.',
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
