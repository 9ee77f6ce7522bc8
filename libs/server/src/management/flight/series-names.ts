/** Figures that a thread measures as they are; the others of a second are counted. */
export const GAUGES = [
  'requestsUnderWay',
  'connections',
  'loopDelayMs',
  'loopUtilization',
  'cpuCores',
  'residentBytes',
  'heapUsedBytes',
] as const;

/** Names of the figures of each second, in the order in which `GET /flight` has them. */
export const SERIES = ['requests', 'errors', 'p50Ms', 'p95Ms', 'p99Ms', ...GAUGES] as const;
export type SeriesName = (typeof SERIES)[number];
