import type { Load } from './parse-load.ts';

/**
 * Parses the output of h2load for a duration. It prints no percentiles.
 *
 * @throws {Error} if requests failed, or if no request was in progress at the end: then the server had closed
 * all connections before, which h2load does not open again.
 */
export function parseH2load(text: string): Load {
  const [line, started, done, failed, errored, timeouts] =
    /^requests: .* (\d+) started, (\d+) done, .* (\d+) failed, (\d+) errored, (\d+) timeout$/m.exec(
      text,
    ) ?? [];
  const statuses = /^status codes: (\d+) 2xx, .*$/m.exec(text);
  if (line === undefined || statuses === null)
    throw new Error(`Cannot read the output of h2load: ${JSON.stringify(text)}`);
  if ([failed, errored, timeouts].some((count) => count !== '0'))
    throw new Error(`Cannot measure a load with failures: ${line}`);
  if (Number(statuses[1]) < Number(done))
    throw new Error(`Cannot measure a load with failures: ${statuses[0]}`);
  if (started === done)
    throw new Error(`Cannot measure a load whose connections ended before its time: ${line}`);
  return { requestCount: Number(done), p99Ms: NaN };
}
