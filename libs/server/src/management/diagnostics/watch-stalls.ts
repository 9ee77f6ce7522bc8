import type { World } from '../../world/world.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import type { FlightMemory } from '../flight/flight-memory.ts';
import type { CapturedThread } from './capture-thread.ts';

/** Keeps the line below 4,096 bytes, the most that a pipe takes without mixing it with other lines: pipe(7). */
const MAX_FRAMES = 16;

export interface StallOptions {
  readonly pulse: PulseWatch;
  /** Milliseconds without a beat that make a stall. */
  readonly stallMs: number;
  readonly capture: () => Promise<CapturedThread>;
  /** What the flight recorders have recorded, of which the last seconds are logged too. */
  readonly flight: readonly FlightMemory[];
  readonly world: Pick<World, 'now' | 'monotonicMs' | 'schedule'>;
  /** Writes a line to stdout past its stream; later, if stdout does not take it. */
  readonly writeStall: (line: string, severity: number) => void;
}

/**
 * Logs each stall once, with the stack of the stuck main thread, so that it is in the journal before a
 * watchdog ends the process. The line bypasses the main thread, because the log itself is stuck as well.
 * Wakes only when a stall could have begun: with a main thread that beats, less than once per `stallMs`.
 */
export function watchStalls(options: StallOptions): void {
  const { pulse, stallMs, world } = options;
  let reportedMs = NaN;
  function check(): void {
    const lastBeatMs = pulse.lastBeatMs();
    const leftMs = lastBeatMs + stallMs - world.monotonicMs();
    const isStuck = leftMs <= 0;
    if (isStuck && lastBeatMs !== reportedMs) {
      reportedMs = lastBeatMs;
      report(options, lastBeatMs).catch(() => undefined); // no log is left to write this to
    }
    // The next stall cannot begin before now.
    world.schedule(isStuck ? stallMs : Math.ceil(leftMs), check);
  }
  check();
}

async function report(options: StallOptions, lastBeatMs: number): Promise<void> {
  const { capture, world, writeStall, flight } = options;
  const { doing, stack } = await capture();
  const { createLog } = await import('../../telemetry/log/log.ts');
  const log = createLog({ level: 'error', now: world.now, take: writeStall });
  log.error(
    {
      logger: 'management',
      doing,
      loopTurnedAgoMs: Math.round(world.monotonicMs() - lastBeatMs),
      stack: stack.slice(0, MAX_FRAMES),
    },
    'the event loop of the main thread is stuck',
  );
  const { latestFigures, LATEST_FIGURES } = await import('../flight/latest-figures.ts');
  log.error({ logger: 'flight', ...latestFigures(flight) }, LATEST_FIGURES);
}
