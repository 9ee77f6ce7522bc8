import type { FilesOptions } from '../files/files-context.ts';
import type { Trace } from '../telemetry/trace/tracing.ts';
import type { World } from '../world/world.ts';
import { createApp, type App } from './create-app.ts';
import type { Parts } from './parts.ts';
import type { Program } from './program.ts';

/** What the application is assembled of. */
export interface AppParts extends Parts {
  readonly tracing: Trace;
  /** Directory to serve; undefined without FILES_ROOT. */
  readonly files: Pick<FilesOptions, 'root' | 'cache'> | undefined;
}

/**
 * Assembles the Express application: the program's own routes, then the files or the alive answer.
 *
 * @throws {Fault} if CA_FILE is not usable.
 * @throws any error of the program's `routes`.
 */
export async function assembleApp(
  { now }: World,
  program: Program,
  { files, tracing, ...parts }: AppParts,
): Promise<App> {
  const { liveSettings, loggers, metrics, readiness, lifecycle } = parts;
  const settings = liveSettings.current;
  const { filesCacheControl, retryAfterSeconds, trustedProxies } = settings;
  if (settings.caFile !== undefined) {
    const { trustCaFile } = await import('../lifecycle/tls/trust-ca-file.ts');
    await trustCaFile(settings.caFile, { lifecycle, log: loggers.root });
  }
  const context = {
    settings,
    log: loggers.named,
    metrics,
    trace: tracing,
    readiness,
    lifecycle,
  };
  const routes = await program.routes?.(context);
  return createApp({
    now,
    files,
    filesCacheControl,
    retryAfterSeconds,
    trustedProxies,
    routes,
  });
}
