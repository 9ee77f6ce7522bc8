import type { World } from '../../world/world.ts';
import type { PulseWatch } from '../bridge/heartbeat.ts';
import type { MainThread } from './capture-main-thread.ts';

const INTERVAL_MS = 100;
/** Keeps the line below the 4,096 bytes that a pipe takes in one piece, between the lines of others: pipe(7). */
const MAX_FRAMES = 16;

export interface StallOptions {
  readonly pulse: PulseWatch;
  /** Milliseconds without a turn of the event loop that make a stall. */
  readonly livenessStallMs: number;
  readonly capture: () => Promise<MainThread>;
  readonly world: Pick<World, 'now'> & {
    /** Writes a line to stdout past its stream, and tells whether it could. */
    readonly writeAtOnce: (line: string, severity: number) => boolean;
  };
}

/**
 * Writes one line of log per stall with the stack of the stuck main thread, so that it is in the journal
 * before a watchdog ends the process. Written past the main thread: the log itself is stuck as well.
 */
export function watchStalls(options: StallOptions): void {
  const { pulse, livenessStallMs } = options;
  let isTold = false;
  setInterval(() => {
    const isStuck = pulse.ageMs() >= livenessStallMs;
    if (isStuck && !isTold) void tell(options).catch(() => undefined); // no log left to tell it to
    isTold = isStuck;
  }, INTERVAL_MS).unref();
}

async function tell({ pulse, capture, world }: StallOptions): Promise<void> {
  const { doing, stack } = await capture();
  const { createLog } = await import('../../telemetry/log/log.ts');
  const log = createLog({ level: 'error', now: world.now, take: world.writeAtOnce });
  log.error(
    {
      logger: 'management',
      doing,
      loopTurnedAgoMs: Math.round(pulse.ageMs()),
      stack: stack.slice(0, MAX_FRAMES),
    },
    'the event loop of the main thread is stuck',
  );
}
