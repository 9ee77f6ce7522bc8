import { setTimeout as sleep } from 'node:timers/promises';
import { EX } from '../../../world/faults/sysexits.ts';
import { wantsColours } from '../../../world/wants-colours.ts';
import type { World } from '../../../world/world.ts';
import type { AdminTarget } from '../find-endpoint.ts';
import { printText } from '../print-text.ts';
import { formatMs } from './format.ts';
import { createOverviewReader, type Overview } from './overview.ts';
import { renderFrame } from './render-frame.ts';
import { openScreen } from './screen.ts';

export interface TopOptions extends Omit<AdminTarget, 'env'> {
  readonly flags: AdminTarget['flags'] & { readonly interval: number; readonly once: boolean };
  /** Aborts when the user interrupts the command. */
  readonly stop: AbortSignal;
}

type Read = (signal: AbortSignal) => Promise<Overview>;

/** Keys that end the command: q, and what Ctrl-C and Ctrl-D send. */
const QUIT = /[qQ\u0003\u0004]/;

/** How long an answer may take until the screen says that it is old. */
const LATE_MS = 3_000;

/** Columns and rows of a frame that is not drawn on a terminal. */
const PAGE = { columns: 80, rows: 36 };

/**
 * Shows what a server does, as its client, until the user quits; on a terminal in place of what was on it, else
 * as text, one frame after the other.
 *
 * @returns The exit status: 0; 1 if interrupted before the first frame.
 * @throws {Fault} those of `createOverviewReader`, also if the server ends meanwhile; `OUTPUT_LOST`.
 */
export async function runTop(world: World, options: TopOptions): Promise<number> {
  const { flags, stop, ...rest } = options;
  const read = createOverviewReader({ ...rest, flags, env: world.env });
  const intervalMs = flags.interval * 1_000;
  if (flags.once || world.stdout.isTTY !== true)
    return printFrames(world, read, { intervalMs, stop, isOnce: flags.once });
  return showFrames(world, read, { intervalMs, stop });
}

interface Watch {
  readonly intervalMs: number;
  readonly stop: AbortSignal;
}

async function printFrames(
  { stdout, env }: World,
  read: Read,
  { intervalMs, stop, isOnce }: Watch & { readonly isOnce: boolean },
): Promise<number> {
  const canvas = { ...PAGE, isColoured: wantsColours(stdout, env) };
  let isPrinted = false;
  for (;;) {
    const overview = await unlessAborted(read(stop), stop);
    if (overview === undefined) return isPrinted ? EX.OK : EX.FAILURE;
    const lines = renderFrame(overview, canvas).map((line) => line.trimEnd());
    const isRead = await printText(stdout, `${isPrinted ? '\n' : ''}${lines.join('\n')}\n`);
    isPrinted = true;
    if (isOnce || !isRead) return EX.OK;
    await unlessAborted(sleep(intervalMs, undefined, { signal: stop }), stop);
  }
}

async function showFrames(world: World, read: Read, { intervalMs, stop }: Watch): Promise<number> {
  const quit = new AbortController();
  const end = AbortSignal.any([stop, quit.signal]);
  const terminal = await world.openTerminal();
  await using screen = await openScreen(world, terminal);
  const isColoured = wantsColours(world.stdout, world.env);
  let overview: Overview | undefined;
  const draw = async (late: readonly string[] = []): Promise<void> => {
    if (overview === undefined || end.aborted) return;
    const shown = { ...overview, notes: [...overview.notes, ...late] };
    const isThere = await screen.draw(renderFrame(shown, { ...screen.size(), isColoured }));
    if (!isThere) quit.abort();
  };
  terminal.onKey((key) => {
    if (QUIT.test(key)) quit.abort();
  });
  terminal.onHangUp(() => {
    quit.abort();
  });
  terminal.onResize(() => void draw());
  while (!end.aborted) {
    overview = (await unlessAborted(inTime(world, read(end), draw), end)) ?? overview;
    await draw();
    await unlessAborted(sleep(intervalMs, undefined, { signal: end }), end);
  }
  return EX.OK;
}

/** Waits for an answer, and says so on the screen while it is late. */
async function inTime<Value>(
  { schedule, monotonicMs }: World,
  answer: Promise<Value>,
  draw: (late: readonly string[]) => Promise<void>,
): Promise<Value> {
  const startMs = monotonicMs();
  const remind = (): void => {
    void draw([`No answer for ${formatMs(monotonicMs() - startMs)}`]);
    cancel = schedule(LATE_MS, remind);
  };
  let cancel = schedule(LATE_MS, remind);
  try {
    return await answer;
  } finally {
    cancel();
  }
}

/** Waits for what a signal may abort. @returns undefined if it has. */
async function unlessAborted<Value>(
  pending: Promise<Value>,
  signal: AbortSignal,
): Promise<Value | undefined> {
  try {
    return await pending;
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}
