import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';

const NAME = 'tscratch.starting-threads';

/** The threads of an app that have not been quiet yet, counted in all threads of its process. */
export interface StartingThreads {
  readonly count: () => number;
  readonly add: () => void;
  readonly remove: () => void;
}

/** Shares the count with each thread that is started from here on. */
export function countThreads(): StartingThreads {
  const shared = getEnvironmentData(NAME) as Int32Array | undefined;
  const counter = shared ?? new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  setEnvironmentData(NAME, counter);
  return {
    count: () => Atomics.load(counter, 0),
    add: () => {
      Atomics.add(counter, 0, 1);
    },
    remove: () => {
      Atomics.sub(counter, 0, 1);
    },
  };
}
