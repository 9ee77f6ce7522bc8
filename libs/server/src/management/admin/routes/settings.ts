import type { SettingChanges, SettingState } from '../../../config/live-settings.ts';
import type { JsonValue } from '../../server/json.ts';
import { OperationError } from '../../bridge/operation-error.ts';
import type { Call, Reply, Route } from '../../server/route.ts';
import {
  anything,
  flag,
  mapOf,
  number,
  objectOf,
  orNull,
  text,
  time,
} from '../../server/schema.ts';
import { problem } from '../../server/send-reply.ts';
import type { AdminDeps } from '../admin-deps.ts';
import { parseTtl, ttl } from '../parse-ttl.ts';

const MERGE_PATCH = 'application/merge-patch+json';

/** Creates the routes that show and change settings. */
export function createSettingRoutes({ main }: Pick<AdminDeps, 'main'>): readonly Route[] {
  async function show(pick: (settings: SettingStates) => unknown): Promise<Reply> {
    const { settings, etag } = await main.settings();
    return { headers: { ETag: etag }, json: pick(settings) };
  }
  return [
    {
      method: 'GET',
      path: '/settings',
      access: 'read',
      summary: 'Lists all settings with value, default, source and allowed values, and an ETag',
      query: [],
      returns: describeSettings,
      answer: () => show((settings) => settings),
    },
    {
      method: 'GET',
      path: '/settings/{key}',
      access: 'read',
      summary: 'Shows one setting, by the name of its variable',
      query: [],
      returns: describeSetting,
      answer: ({ segments: { key = '' } }) => show((settings) => pickOne(settings, key)),
    },
    {
      method: 'PATCH',
      path: '/settings',
      access: 'write',
      summary:
        'Changes all named settings or none: {"HANDLER_TIMEOUT_MS":5000} as application/merge-patch+json with If-Match; null restores the startup value',
      query: [ttl],
      etagOf: '/settings',
      body: { type: MERGE_PATCH, schema: () => mapOf(anything) },
      returns: describeSettings,
      answer: (call) => change(call, main),
    },
    {
      method: 'GET',
      path: '/config',
      access: 'read',
      summary:
        'Shows the effective configuration with the source of each value; secrets are masked',
      query: [],
      returns: () => mapOf(objectOf({ value: anything, source: text })),
      answer: () => show(configOf),
    },
  ];
}

const describeSetting = () =>
  objectOf({
    value: anything,
    default: anything,
    source: text,
    expiresAt: orNull(time),
    mutable: flag,
    min: orNull(number),
    max: orNull(number),
    unit: orNull(text),
    description: text,
  });

const describeSettings = () => mapOf(describeSetting());

type SettingStates = Readonly<Record<string, SettingState>>;

function configOf(settings: SettingStates): unknown {
  const shown = Object.entries(settings).map(([key, { value, source }]) => [
    key,
    { value, source },
  ]);
  return Object.fromEntries(shown) as unknown;
}

function pickOne(settings: SettingStates, key: string): SettingState {
  const found = Object.hasOwn(settings, key) ? settings[key] : undefined;
  if (found !== undefined) return found;
  throw new OperationError(
    404,
    `No setting is named ${JSON.stringify(key)}; GET /settings lists all`,
  );
}

async function change(
  { query, headers, body }: Call,
  main: Pick<AdminDeps['main'], 'changeSettings'>,
): Promise<Reply> {
  const { 'if-match': etag = '' } = headers;
  const ttlMs = parseTtl(query.get('ttl') ?? '0');
  const outcome = await main.changeSettings({ changes: readChanges(body), ttlMs, etag });
  if ('settings' in outcome) return { headers: { ETag: outcome.etag }, json: outcome.settings };
  return rejectAll(outcome.problems);
}

/** @throws {OperationError} 400 if the body is not a merge patch of an object: RFC 7396. */
function readChanges(body: JsonValue | undefined): SettingChanges {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new OperationError(
      400,
      'Expected an object of settings such as {"HANDLER_TIMEOUT_MS":5000}',
    );
  const texts = Object.entries(body).map(([key, value]) => [
    key,
    value === null || typeof value === 'string' ? value : JSON.stringify(value),
  ]);
  return Object.fromEntries(texts) as SettingChanges;
}

function rejectAll(problems: readonly string[]): Reply {
  const { json, ...reply } = problem(422, 'Nothing was changed');
  return {
    ...reply,
    json: { ...(json as object), errors: problems.map((detail) => ({ detail })) },
  };
}
