import { parseLevel } from '../../../telemetry/log/level.ts';
import type { JsonValue } from '../../server/json.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Reply, Route } from '../../server/route.ts';
import type { LevelChange } from '../operations/loggers.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { parseTtl } from '../parse-ttl.ts';
import { LEVELS, type Level } from '../../../config/declared/log.ts';

/** As Redpanda has it: who turns on much more forgets to turn it off. */
const DEFAULT_TTL = '10m';

/** Rows that look at loggers and change their levels. */
export function createLoggerRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  async function setLevel(change: LevelChange): Promise<Reply> {
    const json = await main.setLevel(change);
    return { json, audit: { before: json.previousLevel, after: json.effectiveLevel } };
  }
  return [
    {
      method: 'GET',
      path: '/loggers',
      access: 'read',
      summary: 'Every logger with its level',
      answer: async () => ({
        json: { levels: LEVELS, loggers: await main.loggers(), groups: {} },
      }),
    },
    {
      method: 'GET',
      path: '/loggers/{name}',
      access: 'read',
      summary: 'One logger; ROOT is the one the others follow',
      answer: async ({ segments: { name = '' } }) => ({ json: await main.logger(name) }),
    },
    {
      method: 'POST',
      path: '/loggers/{name}',
      access: 'write',
      summary:
        'Changes a level: {"configuredLevel":"debug","ttl":"10m"}; debug and trace end after 10 minutes by default, ttl 0 stays until the restart',
      answer: ({ segments: { name = '' }, body }) => setLevel({ name, ...readChange(body) }),
    },
    {
      method: 'DELETE',
      path: '/loggers/{name}',
      access: 'write',
      summary: 'Lets a logger follow ROOT again, or ROOT go back to the level of its start',
      answer: ({ segments: { name = '' } }) => setLevel({ name, level: null, ttlMs: undefined }),
    },
  ];
}

/** @throws {OperationError} 400 for what is no level or time. */
function readChange(body: JsonValue | undefined): {
  level: Level | null;
  ttlMs: number | undefined;
} {
  const change = typeof body === 'object' && body !== null ? body : {};
  const { configuredLevel, ttl, ...rest } = change as { readonly [name: string]: JsonValue };
  const level = typeof configuredLevel === 'string' ? parseLevel(configuredLevel) : configuredLevel;
  if (
    (typeof level !== 'string' && level !== null) ||
    Array.isArray(body) ||
    Object.keys(rest).length > 0
  )
    throw new OperationError(
      400,
      `Expected {"configuredLevel": one of ${LEVELS.join(', ')} or null, "ttl": a time such as 10m}`,
    );
  const isTalkative = level === 'debug' || level === 'trace';
  const wanted = ttl ?? (isTalkative ? DEFAULT_TTL : '0');
  return { level, ttlMs: parseTtl(typeof wanted === 'string' ? wanted : JSON.stringify(wanted)) };
}
