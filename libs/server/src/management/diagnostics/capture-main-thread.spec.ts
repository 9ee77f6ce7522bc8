import { EventEmitter } from 'node:events';
import type { Session } from 'node:inspector/promises';
import { captureStack } from './capture-main-thread.ts';

const CALL_FRAMES = [
  { functionName: 'busy', location: { scriptId: '7', lineNumber: 1, columnNumber: 2 } },
];

/** A session whose main thread pauses only when it is asked to cancel the pause, as on a busy machine. */
function lateSession(): Session {
  const events = new EventEmitter();
  const answers: Readonly<Record<string, () => object>> = {
    'Debugger.enable': () => {
      events.emit('Debugger.scriptParsed', { params: { scriptId: '7', url: 'file:///app.ts' } });
      return {};
    },
    'Debugger.disable': () => {
      events.emit('Debugger.paused', { params: { callFrames: CALL_FRAMES } });
      return {};
    },
    'Runtime.evaluate': () => ({ result: { value: ['Timeout', 'Timeout'] } }),
  };
  const post = (method: string): Promise<object> => Promise.resolve(answers[method]?.() ?? {});
  return Object.assign(events, { post }) as unknown as Session;
}

describe('captureStack', () => {
  it('shows the stack of a pause that comes late', async () => {
    expect(await captureStack(lateSession())).toEqual({
      doing: 'running JavaScript',
      stack: ['busy (file:///app.ts:2:3)'],
      activeResources: { Timeout: 2 },
    });
  });

  it('survives a pause after the end of its session', async () => {
    const unhandled = jest.fn();
    process.once('unhandledRejection', unhandled);
    const session = new EventEmitter();
    const closed = (): Promise<never> => Promise.reject(new Error('Session is not connected'));
    const capture = captureStack(Object.assign(session, { post: closed }) as unknown as Session);
    await expect(capture).rejects.toThrow('Session is not connected');
    session.emit('Debugger.paused', { params: { callFrames: CALL_FRAMES } });
    await new Promise(setImmediate);
    process.off('unhandledRejection', unhandled);
    expect(unhandled).not.toHaveBeenCalled();
  });
});
