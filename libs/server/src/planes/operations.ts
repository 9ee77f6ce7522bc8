import type { FamilySnapshot } from '../metrics/metrics.ts';

/** What the planes may ask of the main thread; arguments and results are copied between the threads. */

export type MainOperations = {
  readonly metrics: () => readonly FamilySnapshot[];
};
