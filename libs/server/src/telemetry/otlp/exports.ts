import { createSender, type Exported, type ExportTarget } from './create-sender.ts';
import { parseLogsAnswer, renderLogsBatch } from './render-logs-batch.ts';
import {
  parseMetricsAnswer,
  renderMetricsBatch,
  type MetricsBatch,
  type RenderedBatch,
} from './render-metrics-batch.ts';
import type { LineBatch } from './start-log-export.ts';
import type { ResourceAttributes } from './resource.ts';

/** Where to send metrics and log lines. */
export interface ExportsPlan {
  readonly resource: ResourceAttributes;
  readonly metrics: ExportTarget | undefined;
  readonly logs: ExportTarget | undefined;
}

/** Renders and sends metrics and log lines. Arguments and results are plain values, so that another thread can do it. */
export interface Exports {
  readonly metrics: (batch: MetricsBatch) => Promise<Exported>;
  readonly logs: (batch: LineBatch) => Promise<Exported>;
  /** Drops what is being sent and all that follows. */
  readonly abandon: () => void;
}

/** Creates the exports of a plan in this thread. A signal without a target is not sent. */
export function createExports({ resource, ...targets }: ExportsPlan): Exports {
  const senders = {
    metrics: openSender(targets.metrics, parseMetricsAnswer),
    logs: openSender(targets.logs, parseLogsAnswer),
  };
  return {
    metrics: (batch) =>
      senders.metrics((protocol) => renderMetricsBatch(batch, resource, protocol)),
    logs: (batch) => senders.logs((protocol) => renderLogsBatch(batch, resource, protocol)),
    abandon: () => {
      senders.metrics.abandon();
      senders.logs.abandon();
    },
  };
}

type Render = (protocol: ExportTarget['protocol']) => RenderedBatch;
type Parse = (answer: Uint8Array, protocol: ExportTarget['protocol']) => unknown;

function openSender(target: ExportTarget | undefined, parse: Parse) {
  if (target === undefined) return Object.assign(sendNothing, { abandon: () => undefined });
  const { send, abandon } = createSender(target, (answer) => parse(answer, target.protocol));
  return Object.assign(
    async (render: Render): Promise<Exported> => {
      const { bytes, count } = render(target.protocol);
      return { count, ...(count === 0 ? { reason: undefined } : await send(bytes)) };
    },
    { abandon },
  );
}

const sendNothing = (): Promise<Exported> => Promise.resolve({ count: 0, reason: undefined });
