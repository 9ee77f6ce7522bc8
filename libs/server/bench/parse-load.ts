const MS_PER_UNIT: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1_000 };

export interface Load {
  readonly requestCount: number;
  readonly p99Ms: number;
}

/**
 * Parses the output of wrk with `--latency`.
 *
 * @throws {Error} if requests failed, because their number is meaningless then.
 */
export function parseLoad(text: string): Load {
  const failure = /^ *(Non-2xx or 3xx responses|Socket errors):.*$/m.exec(text)?.[0];
  if (failure !== undefined)
    throw new Error(`Cannot measure a load with failures: ${failure.trim()}`);
  const [, requests] = /^ *(\d+) requests in /m.exec(text) ?? [];
  const [, p99, unit = ''] = /^ +99% +([\d.]+)(us|ms|s) *$/m.exec(text) ?? [];
  if (requests === undefined || p99 === undefined)
    throw new Error(`Cannot read the output of wrk: ${JSON.stringify(text)}`);
  return { requestCount: Number(requests), p99Ms: Number(p99) * (MS_PER_UNIT[unit] ?? NaN) };
}
