import { createFleetMemory, openSlot } from '../../lifecycle/threads/fleet-memory.ts';
import { endUnstartedThread, type UnstartedOptions } from './end-unstarted-thread.ts';

describe('endUnstartedThread()', () => {
  /** Ends a thread that has not started; the change happens while it is examined. Returns whether it was ended. */
  async function end(change: (slot: ReturnType<typeof openSlot>) => void): Promise<boolean> {
    const slot = openSlot(createFleetMemory(1), 1);
    slot.reset(0);
    const endUnstarted = jest.fn();
    const log = { error: jest.fn() } as unknown as UnstartedOptions['log'];
    const ended = endUnstartedThread(1, {
      fleet: { slots: [slot], endUnstarted },
      log,
      startTimeoutMs: 5_000,
    });
    change(slot);
    await ended;
    expect(log.error).toHaveBeenCalledTimes(1);
    return endUnstarted.mock.calls.length > 0;
  }

  it('ends the thread', async () => {
    expect(await end(() => undefined)).toBe(true);
  });

  it('lets a thread be that has begun to serve meanwhile', async () => {
    const serve = (slot: ReturnType<typeof openSlot>): void => {
      slot.setState('checking');
    };
    expect(await end(serve)).toBe(false);
  });

  it('lets the replacement of a thread be that has ended meanwhile', async () => {
    const replace = (slot: ReturnType<typeof openSlot>): void => {
      slot.vacate();
      slot.addGeneration();
      slot.reset(1);
    };
    expect(await end(replace)).toBe(false);
  });
});
