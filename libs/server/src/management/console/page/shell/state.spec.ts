import type { Health } from '../api/answers.ts';
import { ApiProblem } from '../api/problem.ts';
import { describeState, findReasons } from './state.ts';

const health = (facts: Partial<Health>): Health => ({
  status: 'pass',
  phase: 'ready',
  heartbeatAgeMs: 3,
  checks: {},
  ...facts,
});
const DRAIN = { drain: [{ status: 'fail' }] } as const;

describe('describeState()', () => {
  it.each<[Partial<Health>, string, string]>([
    [{}, 'good', 'ready'],
    [{ status: 'warn' }, 'warn', 'ready, with warnings'],
    [{ status: 'fail' }, 'bad', 'not ready'],
    [{ status: 'fail', checks: DRAIN }, 'warn', 'drained'],
    [{ status: 'fail', phase: 'draining' }, 'warn', 'draining'],
    [{ status: 'fail', phase: 'starting', checks: DRAIN }, 'warn', 'starting'],
  ])('describes %j', (facts, kind, word) => {
    expect(describeState({ data: health(facts), problem: undefined })).toEqual({ kind, word });
  });

  it('says that the server does not answer, though it did before', () => {
    const problem = new ApiProblem(0, 'The server does not answer');
    expect(describeState({ data: health({}), problem }).word).toBe('no answer');
    expect(describeState({ data: undefined, problem: undefined }).word).toBe('connecting');
  });
});

describe('findReasons()', () => {
  it('lists what does not pass, with its reason if one is known', () => {
    const checks = {
      phase: [{ status: 'pass' }],
      database: [{ status: 'fail', output: 'connection refused' }],
      cache: [{ status: 'warn' }],
      drain: [{ status: 'fail' }],
    } as const;
    expect(findReasons({ checks })).toEqual([
      'database: connection refused',
      'cache: warning',
      'drain: fails',
    ]);
  });
});
