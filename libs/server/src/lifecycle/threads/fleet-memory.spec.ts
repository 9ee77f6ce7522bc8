import { countSlots, createFleetMemory, openSlot } from './fleet-memory.ts';

describe('the memory of serving threads', () => {
  const memory = createFleetMemory(2);
  const [first, second] = [openSlot(memory, 1), openSlot(memory, 2)];

  it('has a slot for each thread, absent at first', () => {
    expect(countSlots(memory)).toBe(2);
    expect([first.state(), second.state()]).toEqual(['absent', 'absent']);
  });

  it('keeps what one view of a slot writes for all others, and for no other slot', () => {
    first.beat(1_234.5);
    first.setState('serving');
    first.addOpen(1);
    first.addOpen(1);
    first.addOpen(-1);
    first.addReceived();
    first.setInFlight(7);
    const seen = openSlot(memory, 1);
    expect([seen.lastBeatMs(), seen.state(), seen.open()]).toEqual([1_234.5, 'serving', 1]);
    expect([seen.received(), seen.inFlight()]).toEqual([1, 7]);
    expect([second.lastBeatMs(), second.open(), second.received()]).toEqual([0, 0, 0]);
  });

  it('forgets everything but the number of its replacements', () => {
    first.addGeneration();
    first.reset(2_000);
    expect([first.generation(), first.lastBeatMs(), first.open()]).toEqual([1, 2_000, 0]);
    expect([first.state(), first.received(), first.inFlight()]).toEqual(['starting', 0, 0]);
  });

  it('has no connection of a thread that has ended', () => {
    first.addOpen(1);
    first.setInFlight(3);
    first.vacate();
    expect([first.state(), first.open(), first.inFlight()]).toEqual(['absent', 0, 0]);
    expect([first.generation(), first.lastBeatMs()]).toEqual([1, 2_000]);
  });
});
