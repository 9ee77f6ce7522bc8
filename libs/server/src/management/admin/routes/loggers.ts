import { parseLevel } from '../../../telemetry/log/level.ts';
import type { JsonValue } from '../../server/json.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Reply, Route } from '../../server/route.ts';
import { listOf, mapOf, objectOf, oneWord, orNull, text, time } from '../../server/schema.ts';
import type { LevelChange } from '../operations/loggers.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { parseTtl } from '../parse-ttl.ts';
import { LEVELS, type Level } from '../../../config/declared/log.ts';

/** Same default as Redpanda: a verbose level is easily forgotten. */
const DEFAULT_TTL = '10m';

/** Creates the routes that show loggers and change their levels. */
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
      summary: 'Lists all loggers with their levels',
      query: [],
      returns: () =>
        objectOf({
          levels: listOf(oneWord(LEVELS)),
          loggers: mapOf(describeLogger()),
          groups: mapOf(text),
        }),
      answer: async () => ({
        json: { levels: LEVELS, loggers: await main.loggers(), groups: {} },
      }),
    },
    {
      method: 'GET',
      path: '/loggers/{name}',
      access: 'read',
      summary: 'Shows one logger; ROOT is the one that the others follow',
      query: [],
      returns: describeLogger,
      answer: async ({ segments: { name = '' } }) => ({ json: await main.logger(name) }),
    },
    {
      method: 'POST',
      path: '/loggers/{name}',
      access: 'write',
      summary:
        'Sets a level: {"configuredLevel":"debug","ttl":"10m"}; by default debug and trace end after 10 minutes; ttl 0 lasts until the restart',
      query: [],
      body: {
        schema: () => ({
          ...objectOf({ configuredLevel: oneWord([...LEVELS, null]), 'ttl?': text }),
          additionalProperties: false,
        }),
      },
      returns: describeChange,
      answer: ({ segments: { name = '' }, body }) => setLevel({ name, ...readChange(body) }),
    },
    {
      method: 'DELETE',
      path: '/loggers/{name}',
      access: 'write',
      summary: "Clears a logger's level; ROOT returns to its startup level",
      query: [],
      returns: describeChange,
      answer: ({ segments: { name = '' } }) => setLevel({ name, level: null, ttlMs: undefined }),
    },
  ];
}

const listProperties = () => ({
  configuredLevel: oneWord([...LEVELS, null]),
  effectiveLevel: oneWord(LEVELS),
  expiresAt: orNull(time),
});

const describeLogger = () => objectOf(listProperties());
const describeChange = () =>
  objectOf({ name: text, ...listProperties(), previousLevel: oneWord(LEVELS) });

/** @throws {OperationError} 400 for an invalid level or duration. */
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
      `Expected {"configuredLevel": one of ${LEVELS.join(', ')} or null, "ttl": a duration such as 10m}`,
    );
  const isVerbose = level === 'debug' || level === 'trace';
  const duration = ttl ?? (isVerbose ? DEFAULT_TTL : '0');
  return {
    level,
    ttlMs: parseTtl(typeof duration === 'string' ? duration : JSON.stringify(duration)),
  };
}
