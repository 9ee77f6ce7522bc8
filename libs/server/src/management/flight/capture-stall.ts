import type { Profiler } from 'node:inspector';
import { captureCpuProfile } from '../diagnostics/capture-profile.ts';
import { captureThread, type CapturedThread } from '../diagnostics/capture-thread.ts';
import type { Inspected } from '../diagnostics/thread-session.ts';

const PROFILE_SECONDS = 0.3;
const INTERVAL_US = 1_000;
/** Functions of V8 that are no part of a stack. */
const NO_FRAMES = ['(root)', '(program)', '(idle)', '(garbage collector)'];

/**
 * Captures what a stuck thread does. A serving thread is profiled instead of paused: nobody asked for this, and a pause
 * that takes effect late, on a busy machine, could outlast its session.
 */
export async function captureStall(
  thread: Inspected,
): Promise<Pick<CapturedThread, 'doing' | 'stack'>> {
  if (thread === 'main') return captureThread(thread);
  const profile = await captureCpuProfile(thread, {
    seconds: PROFILE_SECONDS,
    intervalUs: INTERVAL_US,
    signal: new AbortController().signal,
    isStuck: () => true,
  });
  const stack = busiestStack(profile);
  return { doing: stack.length === 0 ? 'in native code' : 'running JavaScript', stack };
}

/** Returns the stack in which most samples of a profile were taken, innermost first, as in the stack of an Error. */
export function busiestStack({ nodes, samples = [] }: Profiler.Profile): readonly string[] {
  const counts = new Map<number, number>();
  for (const id of samples) counts.set(id, (counts.get(id) ?? 0) + 1);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parents = new Map(
    nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id] as const)),
  );
  const frames: string[] = [];
  let id: number | undefined = [...counts].sort(([, a], [, b]) => b - a)[0]?.[0];
  for (; id !== undefined; id = parents.get(id)) {
    const frame = byId.get(id)?.callFrame;
    if (frame !== undefined && !NO_FRAMES.includes(frame.functionName)) frames.push(render(frame));
  }
  return frames;
}

function render({
  functionName,
  url,
  lineNumber,
  columnNumber,
}: Profiler.ProfileNode['callFrame']): string {
  const name = functionName === '' ? '<anonymous>' : functionName;
  return `${name} (${url === '' ? '<unknown>' : url}:${lineNumber + 1}:${columnNumber + 1})`;
}
