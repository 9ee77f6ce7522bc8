import type { Load } from './parse-load.ts';

/**
 * Parses the output of h2load for a duration. It prints no percentiles.
 *
 * @throws {Error} if requests failed, because their number is meaningless then.
 */
export function parseH2load(text: string): Load {
  const [line, done, failed, errored, timeouts] =
    /^requests: .* (\d+) done, .* (\d+) failed, (\d+) errored, (\d+) timeout$/m.exec(text) ?? [];
  const statuses = /^status codes: (\d+) 2xx, .*$/m.exec(text);
  if (line === undefined || statuses === null)
    throw new Error(`Cannot read the output of h2load: ${JSON.stringify(text)}`);
  if ([failed, errored, timeouts].some((count) => count !== '0'))
    throw new Error(`Cannot measure a load with failures: ${line}`);
  if (Number(statuses[1]) < Number(done))
    throw new Error(`Cannot measure a load with failures: ${statuses[0]}`);
  return { requestCount: Number(done), p99Ms: NaN };
}
