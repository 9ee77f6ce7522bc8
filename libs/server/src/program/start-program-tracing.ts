import type { Tracing } from '../telemetry/trace/tracing.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';
import { planTracing } from './plan-tracing.ts';
import type { Program } from './program.ts';
import { startTracing } from '../telemetry/trace/start-tracing.ts';

/** Tracing limits its own last export to 2 s; this limit only applies if that fails. */
const STOP_DEADLINE_MS = 3_000;

/** Starts tracing if the settings enable it, and stops it at shutdown. */
export async function startProgramTracing(
  { monotonicMs }: World,
  program: Program,
  { liveSettings, loggers, metrics, lifecycle, instanceId }: Parts,
): Promise<Tracing> {
  const tracing = await startTracing(
    planTracing(liveSettings.current, { ...program, instanceId }),
    {
      log: loggers.named('trace'),
      metrics,
      monotonicMs,
    },
  );
  lifecycle.onShutdown({ name: 'trace', run: tracing.stop, deadlineMs: STOP_DEADLINE_MS });
  return tracing;
}
