import { createFleetMemory, openSlot } from '../../lifecycle/threads/fleet-memory.ts';
import { until } from '../../../testing/until.ts';
import { createStuckCheck, type StuckOptions } from './end-stuck-threads.ts';

describe('createStuckCheck()', () => {
  /** Creates the check of one thread, whose last beat was 1,000 ms ago. */
  function setUp() {
    const slot = openSlot(createFleetMemory(1), 1);
    slot.reset(0);
    slot.setState('serving');
    const resume = jest.fn();
    const fleet = { slots: [slot], suspend: jest.fn(() => resume), endStuck: jest.fn() };
    const error = jest.fn();
    const log = { error } as unknown as StuckOptions['log'];
    const check = createStuckCheck({ fleet, log, flight: [], monotonicMs: () => 1_000 });
    return { slot, fleet, resume, error, check };
  }

  it('resumes a thread that turns again, and leaves its state to the thread', async () => {
    const { slot, fleet, resume, error, check } = setUp();
    check(500);
    expect(fleet.suspend).toHaveBeenCalledWith(1);
    slot.beat(999);
    slot.setState('draining'); // as the thread does after an uncaught error
    await until(() => error.mock.calls.length === 2);
    await until(() => resume.mock.calls.length === 1);
    expect(slot.state()).toBe('draining');
    expect(fleet.endStuck).not.toHaveBeenCalled();
  });

  it('ends a thread once, which may take until a call of native code returns', async () => {
    const { slot, fleet, error, check } = setUp();
    check(500);
    await until(() => fleet.endStuck.mock.calls.length === 1);
    await new Promise(setImmediate);
    check(500);
    expect(fleet.suspend).toHaveBeenCalledTimes(1);
    expect(error).toHaveBeenCalledTimes(2); // the stack, and the last figures
    slot.reset(400); // the replacement
    slot.setState('serving');
    check(500);
    expect(fleet.suspend).toHaveBeenCalledTimes(2);
  });
});
