import type { World } from '../../world/world.ts';
import type { DropReason, Exported } from './create-sender.ts';
import type { Exports, ExportsPlan } from './exports.ts';

/** Milliseconds to send what is left: a service manager may kill the process soon after. */
const FLUSH_DEADLINE_MS = 2_000;

/** The exports as another thread offers them. */
export type RemoteExports = Pick<Exports, 'metrics' | 'logs'>;

/** Exports metrics and log lines through another thread while there is one, else in this one. */
export interface ExportsLink extends RemoteExports {
  readonly plan: ExportsPlan;
  /** Sets the thread to export in; undefined if it has ended, with what was being sent in it. */
  readonly exportIn: (thread: RemoteExports | undefined) => void;
  /** Call it at the end of the server: drops what is not sent two seconds after the first call. */
  readonly end: () => void;
}

/** Creates the link; the code that renders and sends is loaded where and when it is first used. */
export function createExportsLink(
  plan: ExportsPlan,
  { schedule }: Pick<World, 'schedule'>,
): ExportsLink {
  let remote: RemoteExports | undefined;
  let local: Promise<Exports> | undefined;
  let isEnding = false;
  let isAbandoned = false;
  const inProgress = new Set<(reason: DropReason) => void>();
  async function openLocal(): Promise<Exports> {
    const { createExports } = await import('./exports.ts');
    return createExports(plan);
  }
  function drop(reason: DropReason): void {
    for (const resolve of inProgress) resolve(reason);
    inProgress.clear();
  }
  /** @param count Number of what is lost if the other thread ends. */
  async function run(
    send: (exports: RemoteExports) => Promise<Exported>,
    count: number,
  ): Promise<Exported> {
    if (isAbandoned) return { count, reason: 'abandoned' };
    const exports = remote ?? (await (local ??= openLocal()));
    return new Promise((resolve) => {
      const lose = (reason: DropReason): void => {
        resolve({ count, reason });
      };
      inProgress.add(lose);
      send(exports)
        .then(resolve, () => {
          lose('lost');
        })
        .finally(() => inProgress.delete(lose));
    });
  }
  return {
    plan,
    metrics: (batch) => {
      const count = batch.families.reduce((sum, { series }) => sum + series.length, 0);
      return run((exports) => exports.metrics(batch), count);
    },
    logs: (batch) => run((exports) => exports.logs(batch), batch.count),
    exportIn: (thread) => {
      remote = thread;
      if (thread === undefined) drop('lost');
    },
    end: () => {
      if (isEnding) return;
      isEnding = true;
      schedule(FLUSH_DEADLINE_MS, () => {
        isAbandoned = true;
        drop('abandoned');
        void local?.then(({ abandon }) => {
          abandon();
        });
      });
    },
  };
}
