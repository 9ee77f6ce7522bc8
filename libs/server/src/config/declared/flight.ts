import { oneOf, wholeNumber } from '../kinds.ts';
import { orOff } from '../server-kinds.ts';
import { declare } from '../setting.ts';

/** Settings of the flight recorder. */
export const flightSettings = {
  flightCpuProfile: declare({
    env: 'FLIGHT_CPU_PROFILE',
    kind: oneOf(['on', 'off']),
    default: 'off',
    doc: 'Whether the flight recorder keeps the CPU samples of the last 60 seconds; on blocks each event loop for about 70 ms when it becomes busy after a pause.',
  }),
  flightP99Ms: declare({
    env: 'FLIGHT_P99_MS',
    kind: orOff(wholeNumber({ unit: 'milliseconds', min: 1, max: 3_600_000 })),
    default: 'off',
    doc: 'Milliseconds of the 99th percentile of the last 10 seconds above which the flight recorder captures a CPU profile.',
  }),
  flightLoopDelayMs: declare({
    env: 'FLIGHT_LOOP_DELAY_MS',
    kind: orOff(wholeNumber({ unit: 'milliseconds', min: 10, max: 3_600_000 })),
    default: 'off',
    doc: 'Milliseconds of event-loop delay above which the flight recorder captures a CPU profile.',
  }),
  flightMemoryPercent: declare({
    env: 'FLIGHT_MEMORY_PERCENT',
    kind: orOff(wholeNumber({ min: 1, max: 100 })),
    default: 'off',
    doc: 'Percentage of the memory limit above which the flight recorder captures a CPU profile.',
  }),
};
