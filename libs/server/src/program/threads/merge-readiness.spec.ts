import type { CheckState, ReadinessState } from '../../lifecycle/create-readiness.ts';
import { mergeReadiness } from './merge-readiness.ts';

const check = (name: string, status: CheckState['status'], isRequired = true): CheckState => ({
  name,
  status,
  isRequired,
});
const state = (
  checks: readonly CheckState[],
  heldBackBy: readonly string[] = [],
): ReadinessState => ({
  isReady: true,
  checks,
  heldBackBy,
});
const thread = (...given: Parameters<typeof state>) => ({
  phase: 'ready' as const,
  readiness: state(...given),
});

describe('mergeReadiness()', () => {
  it('has each check once, with its worst status', () => {
    const merged = mergeReadiness(state([check('own', 'pass')]), [
      thread([check('database', 'pass')]),
      thread([check('database', 'fail')]),
      thread([check('database', 'pending')]),
    ]);
    expect(merged).toEqual({
      isReady: false,
      heldBackBy: [],
      checks: [check('own', 'pass'), check('database', 'fail')],
    });
  });

  it('stays ready while a replacement has not run its checks yet, and is pending if no thread has', () => {
    const own = state([]);
    const pending = thread([check('database', 'pending')]);
    const passing = thread([check('database', 'pass')]);
    expect(mergeReadiness(own, [pending, passing])).toMatchObject({
      isReady: true,
      checks: [{ status: 'pass' }],
    });
    expect(mergeReadiness(own, [passing, pending])).toMatchObject({
      isReady: true,
      checks: [{ status: 'pass' }],
    });
    expect(mergeReadiness(own, [pending, pending]).isReady).toBe(false);
  });

  it('is ready although a check fails that is not required', () => {
    expect(mergeReadiness(state([]), [thread([check('cache', 'fail', false)])]).isReady).toBe(true);
  });

  it('is held back by what holds back every thread, and not by what holds back one', () => {
    const own = state([]);
    const held = thread([], ['shedding']);
    expect(mergeReadiness(own, [held, thread([])])).toMatchObject({
      isReady: true,
      heldBackBy: [],
    });
    expect(mergeReadiness(own, [held, held])).toMatchObject({
      isReady: false,
      heldBackBy: ['shedding'],
    });
  });

  it('is not ready without a thread', () => {
    expect(mergeReadiness(state([]), []).isReady).toBe(false);
  });
});
