import {
  createFleetMemory,
  openSlot,
  type ThreadState,
} from '../../lifecycle/threads/fleet-memory.ts';
import type { Phase } from '../../lifecycle/lifecycle.ts';
import { startManagementServer } from '../../../testing/start-management-server.ts';
import { createOpsView } from './create-ops-view.ts';
import { createOpsRoutes } from './ops-routes.ts';
import { createThreadReader } from './read-threads.ts';

const NOW_MS = 60_000;
const STALL_MS = 10_000;

interface Given {
  readonly phase?: Phase;
  readonly mainAgeMs?: number;
  readonly threads?: readonly (readonly [ThreadState, number])[];
}

function createView({ phase = 'ready', mainAgeMs = 0, threads }: Given) {
  const memory = createFleetMemory(threads?.length ?? 1);
  for (const [at, [state, ageMs]] of threads?.entries() ?? []) {
    const slot = openSlot(memory, at + 1);
    slot.reset(NOW_MS - ageMs);
    slot.setState(state);
  }
  return createOpsView({
    main: { metrics: () => Promise.resolve([]) },
    pulse: { lastBeatMs: () => NOW_MS - mainAgeMs, ageMs: () => mainAgeMs },
    threads: threads && createThreadReader(memory, () => NOW_MS),
    livenessStallMs: STALL_MS,
    standing: () => ({
      phase,
      hasStarted: phase !== 'starting',
      readiness: { isReady: phase === 'ready', heldBackBy: [], checks: [] },
    }),
  });
}

async function ask(path: string, given: Given): Promise<readonly [number, unknown]> {
  await using server = await startManagementServer(createOpsRoutes(createView(given)));
  const response = await fetch(`${server.origin}${path}`);
  return [response.status, await response.json()];
}

describe('the health of several serving threads', () => {
  it.each([
    [
      'all answer',
      {
        threads: [
          ['serving', 0],
          ['serving', 900],
        ],
      },
      200,
      'pass',
      2,
    ],
    [
      'one is stuck',
      {
        threads: [
          ['serving', 0],
          ['serving', STALL_MS],
        ],
      },
      200,
      'warn',
      1,
    ],
    [
      'one is replaced',
      {
        threads: [
          ['serving', 0],
          ['starting', 0],
        ],
      },
      200,
      'warn',
      1,
    ],
    [
      'none answers',
      {
        threads: [
          ['serving', STALL_MS],
          ['absent', 0],
        ],
      },
      503,
      'fail',
      0,
    ],
    [
      'the main thread is stuck',
      { mainAgeMs: STALL_MS, threads: [['serving', 0]] },
      503,
      'fail',
      1,
    ],
    ['they start', { phase: 'starting', threads: [['starting', 0]] }, 200, 'pass', 0],
    ['they drain', { phase: 'draining', threads: [['draining', 0]] }, 200, 'pass', 1],
    ['they have ended', { phase: 'stopping', threads: [['absent', 0]] }, 200, 'pass', 0],
  ] as const satisfies readonly (readonly [string, Given, number, string, number])[])(
    'is shown by /livez when %s',
    async (_, given, status, word, answering) => {
      const threads = { answering, total: given.threads.length };
      expect(await ask('/livez', given)).toEqual([status, { status: word, threads }]);
    },
  );

  it('is counted by /readyz, which passes while any of them answers', async () => {
    const threads = [
      ['serving', 0],
      ['absent', 0],
      ['serving', 0],
    ] as const;
    expect(await ask('/readyz?verbose', { threads })).toEqual([
      200,
      {
        status: 'warn',
        threads: { answering: 2, total: 3 },
        checks: {
          phase: [{ status: 'pass' }],
          'event-loop': [{ status: 'pass' }],
          'serving-threads': [{ status: 'warn' }],
        },
      },
    ]);
  });

  it('is absent if the main thread serves', async () => {
    expect(await ask('/livez?verbose', {})).toEqual([
      200,
      { status: 'pass', checks: { 'event-loop': [{ status: 'pass' }] } },
    ]);
  });

  it('has the age of each beat as a metric', async () => {
    const view = createView({
      mainAgeMs: 500,
      threads: [
        ['serving', 250],
        ['absent', 0],
      ],
    });
    expect(await view.metrics()).toMatchObject([
      {
        name: 'nodejs.eventloop.heartbeat.age',
        series: [
          { attributes: { thread: 'main' }, value: 0.5 },
          { attributes: { thread: '1' }, value: 0.25 },
        ],
      },
    ]);
    expect(await createView({ mainAgeMs: 500 }).metrics()).toMatchObject([
      { series: [{ attributes: {}, value: 0.5 }] },
    ]);
  });
});
