import {
  count,
  flag,
  listOf,
  number,
  objectOf,
  oneWord,
  orNull,
  text,
  time,
  type Schema,
} from '../server/schema.ts';

/** Describes the answer of `GET /flight`. */
export function describeFlight(): Schema {
  return objectOf({
    now: time,
    startedAt: time,
    bucketMs: count,
    times: listOf(count),
    series: describeSeries(),
    routes: listOf(describeRoute()),
    'unansweredThreads?': listOf({ anyOf: [oneWord(['main']), count] }),
    stalls: listOf(objectOf({ time, durationMs: number, thread: text, doing: text, stack: text })),
    captures: listOf(objectOf({ id: count, time, reason: text, sizeBytes: count })),
    profile: objectOf({ available: flag, seconds: count, reason: orNull(text) }),
  });
}

function describeSeries(): Schema {
  const known = listOf(number);
  const values = listOf(orNull(number));
  return objectOf({
    requests: known,
    errors: known,
    p50Ms: values,
    p95Ms: values,
    p99Ms: values,
    requestsUnderWay: values,
    connections: values,
    loopDelayMs: values,
    loopUtilization: values,
    cpuCores: values,
    residentBytes: values,
    heapUsedBytes: values,
  });
}

function describeRoute(): Schema {
  const slow = { id: text, method: text, path: text, status: count, thread: text, time };
  return objectOf({
    route: text,
    requests: count,
    errors: count,
    p50Ms: orNull(number),
    p95Ms: orNull(number),
    p99Ms: orNull(number),
    slowest: listOf(objectOf({ ...slow, durationMs: number })),
  });
}
