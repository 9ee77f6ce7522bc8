import type { ServedRoot } from '../files/files-context.ts';
import type { Tracing } from '../telemetry/trace/tracing.ts';
import type { World } from '../world/world.ts';
import { createApp, type App } from './create-app.ts';
import type { Parts, ThreadPlace } from './parts.ts';
import type { Program } from './program.ts';
import { runOnce } from './run-once.ts';
import { trustAuthorities } from './trust-authorities.ts';

/** What the application is assembled of. */
export interface AppParts extends Parts {
  readonly tracing: Tracing;
  /** Directories to serve; none without FILES_ROOT and FILES_ROOTS. */
  readonly files: readonly ServedRoot[];
  /** Undefined if the main thread serves alone. */
  readonly thread: ThreadPlace | undefined;
}

/**
 * Assembles the application: the program's own routes, then the files or the alive answer.
 *
 * @throws {Fault} if CA_FILE is not usable.
 * @throws any error of the program's `routes`.
 */
export async function assembleApp(
  { now }: World,
  program: Program,
  { files, tracing, thread, ...parts }: AppParts,
): Promise<App> {
  const { liveSettings, loggers, metrics, readiness, lifecycle } = parts;
  const settings = liveSettings.current;
  const { filesCacheControl, retryAfterSeconds, trustedProxies } = settings;
  await trustAuthorities(parts);
  const shared = thread === undefined ? await runOnce(program, parts) : thread.shared;
  const context = {
    settings,
    log: loggers.named,
    metrics,
    trace: tracing,
    readiness,
    lifecycle,
    thread: thread?.index ?? 1,
    shared,
  };
  const routes = await program.routes?.(context);
  return createApp({
    now,
    files,
    filesCacheControl,
    retryAfterSeconds,
    trustedProxies,
    routes,
    isTraced: tracing.spans !== undefined,
  });
}
