import type { Kind } from '../../config/kind.ts';
import { MAX_TTL_MS } from '../../config/timed-value.ts';
import { defineParameter, readValue } from '../server/parameter.ts';

const MS_PER_UNIT = { s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** Milliseconds that a change lasts: `30s`, `10m`, `1h`, at most `24h`; 0 until the restart. */
const duration: Kind<number> = {
  expectation:
    'a duration such as 30s, 10m or 1h, at most 24h, or 0 to keep the change until the restart',
  parse: (text) => {
    if (text === '0') return 0;
    const [, count, unit] = /^([1-9][0-9]{0,5})([smh])$/.exec(text) ?? [];
    const ttlMs = Number(count) * MS_PER_UNIT[unit as keyof typeof MS_PER_UNIT];
    return ttlMs <= MAX_TTL_MS ? ttlMs : undefined;
  },
};

/** `?ttl=`, how long a change lasts. */
export const ttl = defineParameter({
  name: 'ttl',
  doc: 'How long the change lasts, such as 10m; by default until the restart',
  kind: duration,
  schema: { type: 'string', default: '0' },
  default: undefined,
});

/**
 * Parses how long a change lasts.
 *
 * @returns Milliseconds, or undefined for a permanent change.
 * @throws {OperationError} 400 for any other text.
 */
export function parseTtl(text: string): number | undefined {
  const ttlMs = readValue('ttl', text, duration);
  return ttlMs === 0 ? undefined : ttlMs;
}
