import { MessageChannel, type MessagePort } from 'node:worker_threads';
import type { ExportsPlan } from '../../telemetry/otlp/exports.ts';
import {
  createExportsLink,
  type ExportsLink,
  type RemoteExports,
} from '../../telemetry/otlp/exports-link.ts';
import type { World } from '../../world/world.ts';
import type { ManagementLog } from './inherited.ts';
import { offer, reach } from './remote.ts';

/** What the management thread needs to export in place of the main thread, which answers requests. */
export interface ExportInput {
  readonly plan: ExportsPlan;
  readonly port: MessagePort;
  /** Certificates to trust beside those of Node. */
  readonly caFile: string | undefined;
}

/** Milliseconds that an answer may take beside the export: the thread may be busy with a profile. */
const ANSWER_MARGIN_MS = 5_000;

/** The main thread's end of the exports in the management thread. */
export interface ExportThread {
  readonly input: ExportInput;
  /** Call it when the thread runs. */
  readonly open: () => void;
  /** Call it when it has ended. */
  readonly close: () => void;
}

/** Prepares the exports in a thread that is being started. */
export function linkExportThread(exports: ExportsLink, caFile: string | undefined): ExportThread {
  const { port1, port2 } = new MessageChannel();
  const { plan, exportIn } = exports;
  const timeoutMs = Math.max(plan.metrics?.timeoutMs ?? 0, plan.logs?.timeoutMs ?? 0);
  const remote = reach<{ [Name in keyof RemoteExports]: RemoteExports[Name] }>(
    port1,
    timeoutMs + ANSWER_MARGIN_MS,
  );
  port1.unref();
  return {
    input: { plan, port: port2, caFile },
    open: () => {
      exportIn(remote);
    },
    close: () => {
      exportIn(undefined);
      port1.close();
    },
  };
}

/** Exports in this thread, for the main thread. */
export async function offerExports(
  { plan, port, caFile }: ExportInput,
  world: Pick<World, 'schedule'>,
  log: ManagementLog,
): Promise<void> {
  const { metrics, logs } = createExportsLink(plan, world);
  offer(port, { metrics, logs });
  port.unref();
  if (caFile === undefined) return;
  const { trustCaFile } = await import('../../lifecycle/tls/trust-ca-file.ts');
  const lifecycle = { onReload: () => undefined }; // reads the file every five seconds all the same
  const silent = { info: () => undefined, error: () => undefined }; // the main thread reports on the file
  await trustCaFile(caFile, { lifecycle, log: silent }).catch((error: unknown) => {
    log('error', { err: error }, 'cannot trust the CA file in the management thread');
  });
}
