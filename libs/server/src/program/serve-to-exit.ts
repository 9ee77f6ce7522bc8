import { clip } from '../lifecycle/systemd/render-status.ts';
import { Fault } from '../world/faults/fault.ts';
import { EX } from '../world/faults/sysexits.ts';
import { planLineStyle } from '../telemetry/log/line-style.ts';
import type { World } from '../world/world.ts';
import { createParts } from './create-parts.ts';
import { exportLogs, type ProgramLogExport } from './export-logs.ts';
import type { Parts, ServeOptions } from './parts.ts';

/** How long the exit waits until the log is read. */
const FLUSH_DEADLINE_MS = 1_000;

/** Serves until a request to stop; returns whether every request was answered. */
export type ServeUntilEnd = (
  world: World,
  options: ServeOptions,
  parts: ServingParts,
) => Promise<boolean>;

/** The parts of the main thread. */
export interface ServingParts extends Parts {
  /** Undefined if the log is not exported. */
  readonly logExport: ProgramLogExport | undefined;
}

/**
 * Creates what lives as long as the process, serves, and puts it away.
 *
 * @returns The exit status: 0; 1 if a request was not answered; 70 after an uncaught error.
 * @throws {Fault} that of `serveUntilEnd`.
 */
export async function serveToExit(
  world: World,
  options: ServeOptions,
  serveUntilEnd: ServeUntilEnd,
): Promise<number> {
  const lineStyle = planLineStyle(world, options.settings);
  const parts = await createParts(world, options, lineStyle);
  const { lifecycle, loggers, sink, crashed } = parts;
  const logExport = await exportLogs(world, parts);
  loggers.root.info({ version: options.program.version }, 'starting');
  for (const reason of options.warnings)
    loggers.root.warn({ reason }, 'cannot use a variable, ignoring it');
  let isFinished = true;
  try {
    isFinished = await serveUntilEnd(world, options, { ...parts, logExport });
  } catch (error) {
    if (error instanceof Fault) parts.manager.notify(`STATUS=${clip(error.message)}`);
    throw error;
  } finally {
    await lifecycle.runHooks();
  }
  loggers.root.info('stopped');
  await logExport?.stop();
  const exitCode = crashed.aborted ? EX.SOFTWARE : isFinished ? EX.OK : EX.FAILURE;
  // A pending write of a line that nobody reads would keep the process alive.
  if (!(await sink.flush(FLUSH_DEADLINE_MS))) world.exit(exitCode);
  return exitCode;
}
