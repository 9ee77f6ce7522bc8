/** A function in a flame graph: what it used itself, and with all that it called. */
export interface Frame {
  readonly name: string;
  /** `URL:LINE`; empty for what is not JavaScript. */
  readonly place: string;
  /** In the unit of the profile: microseconds or bytes. */
  readonly self: number;
  readonly total: number;
  readonly parent: Frame | undefined;
  /** The largest first. */
  readonly children: readonly Frame[];
}

/** A call in a profile before equal calls are merged. */
export interface Call {
  readonly callFrame: CallFrame;
  readonly self: number;
  readonly children: readonly Call[];
}

/** As V8 describes a function; lines are counted from 0. */
export interface CallFrame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** What the graph shows of a profile. */
export interface FrameOptions {
  /** Whether time in which the thread waited is shown, too. */
  readonly hasIdle: boolean;
}

const IDLE = '(idle)';

/** Merges calls of the same function by the same caller, and adds up what they used. */
export function mergeCalls(root: Call, { hasIdle }: FrameOptions): Frame {
  const merge = (calls: readonly Call[], parent: Frame | undefined): Frame => {
    const { functionName, url, lineNumber } = calls[0]?.callFrame ?? root.callFrame;
    const self = calls.reduce((sum, call) => sum + call.self, 0);
    const name = functionName === '' ? '(anonymous)' : functionName;
    const frame = { name, place: placeOf(url, lineNumber), self, parent, total: 0 };
    const children: Frame[] = [];
    const merged: Frame = Object.assign(frame, { children });
    const called = calls.flatMap((call) => call.children);
    for (const group of groupCalls(called, hasIdle)) children.push(merge(group, merged));
    children.sort((a, b) => b.total - a.total);
    frame.total = children.reduce((sum, child) => sum + child.total, self);
    return merged;
  };
  return merge([root], undefined);
}

function placeOf(url: string, lineNumber: number): string {
  return url === '' ? '' : `${url}:${lineNumber + 1}`;
}

/** Groups calls by their function, without idle time if it is not shown. */
function groupCalls(calls: readonly Call[], hasIdle: boolean): readonly (readonly Call[])[] {
  const groups = new Map<string, Call[]>();
  for (const call of calls) {
    const { functionName, url, lineNumber } = call.callFrame;
    if (functionName === IDLE && !hasIdle) continue;
    const key = `${functionName} ${url} ${lineNumber}`;
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(call);
  }
  return [...groups.values()];
}
