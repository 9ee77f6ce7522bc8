import type { ManagedParts } from '../../management/open-management.ts';
import type { FleetOwn } from '../../management/fleet/create-fleet-operations.ts';
import type { World } from '../../world/world.ts';
import type { Parts, ServeOptions } from '../parts.ts';
import type { FleetControl } from './create-fleet.ts';
import { mergeReadiness } from './merge-readiness.ts';

/** Describes the server to operators: the main thread's own parts, with the readiness and the load of all threads. */
export function describeFleet(
  { now, schedule }: World,
  { program: { name, version }, requestStop }: ServeOptions,
  { fleet, ...parts }: Parts & { readonly fleet: FleetControl },
): ManagedParts & FleetOwn {
  const { liveSettings, loggers, lifecycle, readiness, metrics } = parts;
  return {
    program: { name, version },
    liveSettings,
    loggers,
    lifecycle,
    readiness: {
      ...readiness,
      state: () => mergeReadiness(readiness.state(), fleet.standings()),
    },
    metrics,
    limits: {
      inFlight: {
        get size() {
          return fleet.inFlight();
        },
      },
      sockets: {
        connections: {
          get size() {
            return fleet.open();
          },
        },
      },
    },
    requestStop,
    now,
    schedule,
  };
}
