import type { Settings } from '../config/settings.ts';
import { countOutcomes } from '../telemetry/otlp/count-outcomes.ts';
import type { Exported } from '../telemetry/otlp/create-sender.ts';
import { createDropReport, EXPORT_LOGGER } from '../telemetry/otlp/report-drops.ts';
import type { LineBatch, LogExport } from '../telemetry/otlp/start-log-export.ts';
import type { World } from '../world/world.ts';
import type { Parts } from './parts.ts';

/** The flush of all exports has a deadline of its own; this limit only applies if that fails. */
const STOP_DEADLINE_MS = 3_000;

/** Sends lines to the collector and counts them; never rejects. */
export type SendLines = (batch: LineBatch) => Promise<void>;

/** The export of the log in the main thread. */
export interface ProgramLogExport {
  /** Sends lines of this or another thread. */
  readonly send: SendLines;
  /** Sends what is left, the last lines too; call it after them. */
  readonly stop: () => Promise<void>;
}

/** Starts to export log lines if the settings ask for it. */
export async function exportLogs(
  world: World,
  parts: Parts,
): Promise<ProgramLogExport | undefined> {
  const { exports, loggers, metrics, lifecycle } = parts;
  const target = exports?.plan.logs;
  if (exports === undefined || target === undefined) return undefined;
  const words = { noun: 'log lines', countName: 'lineCount' };
  const log = loggers.named(EXPORT_LOGGER);
  const { monotonicMs } = world;
  const report = createDropReport({ log, monotonicMs, url: target.url, ...words });
  const count = countLines(metrics);
  const inProgress = new Set<Promise<void>>();
  const sendOnce = async (batch: LineBatch): Promise<void> => {
    const exported = await exports.logs(batch);
    count(exported);
    report(exported);
  };
  const send = (batch: LineBatch): Promise<void> => {
    const sent = sendOnce(batch).finally(() => inProgress.delete(sent));
    inProgress.add(sent);
    return sent;
  };
  const { flush } = await exportLines(world, parts, { send, count });
  const stop = async (): Promise<void> => {
    exports.end();
    await Promise.all([flush(), ...inProgress]); // those of other threads too
  };
  // Before the management thread ends, in which they are sent; what is logged after that is sent in this one.
  lifecycle.onEnd({ name: 'log export', run: stop, deadlineMs: STOP_DEADLINE_MS });
  return { send, stop };
}

interface LinesOptions {
  readonly send: SendLines;
  readonly count: (exported: Exported) => void;
}

/** Starts to export the lines of this thread. */
export async function exportLines(
  { schedule }: World,
  { loggers, liveSettings }: Parts,
  { send, count }: LinesOptions,
): Promise<LogExport> {
  const { startLogExport } = await import('../telemetry/otlp/start-log-export.ts');
  const exporting = startLogExport({
    ...limitsOf(liveSettings.current),
    schedule,
    send,
    onFull: () => {
      count({ count: 1, reason: 'queue_full' });
    },
  });
  loggers.exportTo(exporting.take);
  return exporting;
}

function limitsOf({ logBatchDelayMs, maxLogQueueRecords, maxLogBatchRecords }: Settings) {
  return {
    delayMs: logBatchDelayMs,
    maxWaiting: maxLogQueueRecords,
    maxBatch: Math.min(maxLogBatchRecords, maxLogQueueRecords),
  };
}

/** Declares the count of log lines, under OpenTelemetry's name; `error.type` says why some were dropped. */
export function countLines(metrics: Pick<Parts['metrics'], 'counter'>) {
  return countOutcomes(metrics, {
    name: 'otel.sdk.processor.log.processed',
    unit: '{log_record}',
    description:
      'Log lines for which an export by OTLP has ended, by error.type if they were dropped.',
  });
}
