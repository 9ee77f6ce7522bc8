import type { Doing, MainThread } from './capture-main-thread.ts';

export interface ThreadDump {
  readonly program: string;
  /** RFC 3339. */
  readonly time: string;
  readonly threads: readonly Thread[];
}

export interface Thread extends Pick<MainThread, 'stack'> {
  readonly name: string;
  readonly doing: Doing;
  /** Milliseconds since its event loop last turned. */
  readonly loopTurnedAgoMs?: number;
  readonly activeResources?: MainThread['activeResources'];
}

/** A dump as text for people: what each thread does, and where. */
export function renderThreadDump({ program, time, threads }: ThreadDump): string {
  return [`${program} at ${time}\n`, ...threads.map(renderThread)].join('\n');
}

function renderThread({ name, doing, loopTurnedAgoMs, stack, activeResources }: Thread): string {
  const turned =
    loopTurnedAgoMs === undefined
      ? ''
      : `, its event loop turned ${Math.round(loopTurnedAgoMs)} ms ago`;
  const resources = Object.entries(activeResources ?? {}).map(([kind, n]) => `${kind} ${n}`);
  return [
    `"${name}" ${doing}${turned}`,
    ...(doing === 'in native code' ? [NO_STACK] : []),
    ...stack.map((frame) => `    at ${frame}`),
    ...(resources.length === 0 ? [] : [`  active resources: ${resources.join(', ')}`]),
    '',
  ].join('\n');
}

const NO_STACK =
  '  its stack cannot be read before that returns to JavaScript: a file system call that waits, or an addon';

/** The stack of this thread at this place. */
export function captureOwnStack(): readonly string[] {
  const { stack = '' } = new Error('only for its stack');
  return stack
    .split('\n')
    .slice(2) // the message, and this function
    .map((line) => line.replace(/^\s*at /, ''));
}
