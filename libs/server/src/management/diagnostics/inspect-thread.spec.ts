import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import {
  cpuProfileProblems,
  flatten,
  heapProfileProblems,
} from '../../../testing/profile-problems.ts';
import { runProgram } from '../../../testing/start-program.ts';
import type { HeapProfile } from './capture-profile.ts';
import type { CapturedThread } from './capture-thread.ts';

const fixture = join(import.meta.dirname, '../../../testing/programs/inspected-threads.fixture.ts');

/** What the program finds in threads, of which `serving-2` is in an endless loop. */
interface Found {
  readonly idle: CapturedThread;
  readonly endless: CapturedThread;
  readonly main: CapturedThread;
  readonly absent: string;
  readonly heapUsed: number;
  readonly cpu: Profiler.Profile;
  readonly both: Profiler.Profile;
  readonly heap: HeapProfile;
}

jest.setTimeout(120_000);

describe('inspectThread(), from the management thread', () => {
  let found: { readonly whileFree: Found; readonly whileBlocked: Found };
  beforeAll(async () => {
    const { stdout, stderr } = await runProgram(fixture);
    expect(stderr).toBe('');
    found = JSON.parse(stdout) as typeof found;
  });

  const namesOf = ({ nodes }: Profiler.Profile): readonly string[] =>
    nodes.map(({ callFrame }) => callFrame.functionName);

  describe.each(['whileFree', 'whileBlocked'] as const)('%s (the main thread)', (when) => {
    it('captures the stack of a serving thread in an endless loop', () => {
      const { endless, idle } = found[when];
      expect(endless.doing).toBe('running JavaScript');
      expect(endless.stack[0]).toMatch(
        /^(?:Immediate\.)?loopForever .*\(file:.*inspected-threads\.fixture\.ts:\d+:\d+\)$/,
      );
      expect(endless.activeResources).toMatchObject({ MessagePort: 1 });
      expect(idle).toMatchObject({ doing: 'waiting for events', stack: [] });
    });

    it('profiles it', () => {
      const { cpu, heapUsed } = found[when];
      expect(cpuProfileProblems(cpu)).toEqual([]);
      expect(namesOf(cpu)).toContain('loopForever');
      expect(heapUsed).toBeGreaterThan(1e6);
    });

    it('profiles all threads in one profile, which names a thread that does not run', () => {
      const { both, heap } = found[when];
      expect(cpuProfileProblems(both)).toEqual([]);
      const [root] = both.nodes;
      const threads = both.nodes.filter(({ id }) => root?.children?.includes(id));
      expect(threads.map(({ callFrame }) => callFrame.functionName)).toEqual([
        'main',
        'serving-1',
        'serving-2',
        'serving-3 (did not answer)',
      ]);
      expect(namesOf(both)).toContain('loopForever');
      expect(heapProfileProblems(heap)).toEqual([]);
      expect(flatten(heap.head).map(({ callFrame }) => callFrame.functionName)).toEqual(
        expect.arrayContaining(['serving-1', 'serving-2']),
      );
    });

    it('rejects a thread that does not run', () => {
      expect(found[when].absent).toBe(
        'OperationError: Serving thread 3 does not run at present; retry in a few seconds',
      );
    });
  });

  it('captures the main thread', () => {
    expect(found.whileFree.main).toMatchObject({ doing: 'waiting for events', stack: [] });
    const [first, second] = found.whileBlocked.main.stack; // it may be within Atomics.load()
    expect([first, second].join('\n')).toMatch(/^blockWhile /m);
  });
});
