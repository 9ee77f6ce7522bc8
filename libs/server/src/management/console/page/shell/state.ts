import type { Health } from '../api/answers.ts';
import type { ApiProblem } from '../api/problem.ts';

export interface State {
  readonly kind: 'good' | 'warn' | 'bad' | 'plain';
  readonly word: string;
}

/** Describes the state of the server in a word or two. */
export function describeState(health: {
  readonly data: Health | undefined;
  readonly problem: ApiProblem | undefined;
}): State {
  const { data, problem } = health;
  if (problem !== undefined) return { kind: 'bad', word: 'no answer' };
  if (data === undefined) return { kind: 'plain', word: 'connecting' };
  if (data.phase !== 'ready') return { kind: 'warn', word: data.phase };
  if (data.checks['drain']?.[0]?.status === 'fail') return { kind: 'warn', word: 'drained' };
  if (data.status === 'fail') return { kind: 'bad', word: 'not ready' };
  return data.status === 'warn'
    ? { kind: 'warn', word: 'ready, with warnings' }
    : { kind: 'good', word: 'ready' };
}

/** The reasons why the server is not ready, or is ready with warnings. */
export function findReasons({ checks }: Pick<Health, 'checks'>): readonly string[] {
  return Object.entries(checks).flatMap(([name, results]) =>
    results
      .filter(({ status }) => status !== 'pass')
      .map(
        ({ status, output }) => `${name}: ${output ?? (status === 'warn' ? 'warning' : 'fails')}`,
      ),
  );
}
