import type { Doing, CapturedThread } from './capture-thread.ts';

export interface ThreadDump {
  readonly program: string;
  /** RFC 3339. */
  readonly time: string;
  readonly threads: readonly Thread[];
}

export interface Thread extends Pick<CapturedThread, 'stack'> {
  readonly name: string;
  readonly doing: Doing;
  /** Milliseconds since the last beat of its event loop. */
  readonly loopTurnedAgoMs?: number;
  readonly activeResources?: CapturedThread['activeResources'];
}

/** Renders a dump as text: the activity and the stack of each thread. */
export function renderThreadDump({ program, time, threads }: ThreadDump): string {
  return [`${program} at ${time}\n`, ...threads.map(renderThread)].join('\n');
}

function renderThread({ name, doing, loopTurnedAgoMs, stack, activeResources }: Thread): string {
  const beat =
    loopTurnedAgoMs === undefined ? '' : `, last beat ${Math.round(loopTurnedAgoMs)} ms ago`;
  const resources = Object.entries(activeResources ?? {}).map(([kind, n]) => `${kind} ${n}`);
  return [
    `"${name}" ${doing}${beat}`,
    ...(doing === 'in native code' ? [NO_STACK] : []),
    ...stack.map((frame) => `    at ${frame}`),
    ...(resources.length === 0 ? [] : [`  active resources: ${resources.join(', ')}`]),
    '',
  ].join('\n');
}

const NO_STACK =
  '  its stack cannot be read until it returns to JavaScript, for example from a blocking file system call or an addon';

/** Returns the stack of this thread at the call. */
export function captureOwnStack(): readonly string[] {
  const { stack = '' } = new Error('only for its stack');
  return stack
    .split('\n')
    .slice(2) // the message and this function
    .map((line) => line.replace(/^\s*at /, ''));
}
