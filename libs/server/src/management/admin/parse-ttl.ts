import { MAX_TTL_MS } from '../../config/timed-value.ts';
import { OperationError } from '../bridge/operation-error.ts';

const MS_PER_UNIT = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/**
 * Parses how long a change lasts: `30s`, `10m`, `1h`, at most `24h`; `0` until the restart.
 *
 * @returns Milliseconds, or undefined for a permanent change.
 * @throws {OperationError} 400 for any other text.
 */
export function parseTtl(text: string): number | undefined {
  if (text === '0') return undefined;
  const [, count, unit] = /^([1-9][0-9]{0,5})([smh])$/.exec(text) ?? [];
  const ttlMs = Number(count) * MS_PER_UNIT[unit as keyof typeof MS_PER_UNIT];
  if (ttlMs <= MAX_TTL_MS) return ttlMs;
  throw new OperationError(
    400,
    `Cannot read ttl=${JSON.stringify(text)}: expected a duration such as 30s, 10m or 1h, at most 24h, or 0 to keep the change until the restart`,
  );
}
