/** Set by `nx run server:test:full`: the number of serving threads of every program that a spec starts. */
// eslint-disable-next-line no-restricted-properties -- Jest gives a spec nothing else
const { SPEC_SERVING_THREADS } = process.env;

/** Environment of a program with that number. */
export const THREADS_ENV: Readonly<Record<string, string>> =
  SPEC_SERVING_THREADS === undefined ? {} : { SERVING_THREADS: SPEC_SERVING_THREADS };

const SEVERAL = 3;

/** Number of serving threads of what a spec starts. */
export const THREAD_COUNT = Number(SPEC_SERVING_THREADS ?? 1);

/** Numbers of serving threads that the core of a table runs with: in the gate one and several. */
export const CORE_THREAD_COUNTS: readonly number[] =
  SPEC_SERVING_THREADS === undefined ? [1, SEVERAL] : [THREAD_COUNT];
