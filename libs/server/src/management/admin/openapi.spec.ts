import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { openRaw } from '../../../testing/raw-client.ts';
import { startStuckProgram, type StuckProgram } from '../../../testing/start-stuck-program.ts';
import { until } from '../../../testing/until.ts';

interface Operation {
  readonly operationId: string;
  /** Empty if the route is public. */
  readonly security: readonly object[];
  readonly parameters: readonly Parameter[];
  readonly responses: Readonly<Record<string, { readonly content: Content }>>;
}
interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly schema: { readonly default?: string | number | boolean };
}
type Content = Readonly<Record<string, { readonly schema?: object }>>;
type Paths = Readonly<Record<string, { readonly get?: Operation }>>;

/** Values of path segments, and of parameters whose defaults take too long. */
const VALUES: Readonly<Record<string, string>> = { name: 'ROOT', key: 'PORT', seconds: '1' };

/** Files that are there only with a setting: flight-routes.spec.ts. */
const ABSENT = ['/flight/profile', '/flight/captures/{id}'];

/** Returns the target of a request with all documented defaults. */
function targetOf(path: string, { parameters }: Operation): string {
  const filled = path.replaceAll(/\{(.+?)\}/g, (_, name: string) => VALUES[name] ?? name);
  const query = parameters.flatMap(({ name, in: place, schema }) =>
    place === 'query' && schema.default !== undefined
      ? [`${name}=${VALUES[name] ?? String(schema.default)}`]
      : [],
  );
  return query.length === 0 ? filled : `${filled}?${query.join('&')}`;
}

/** Forbids properties that the schema does not name, so that an answer cannot have more than is published. */
function close(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(close);
  if (typeof schema !== 'object' || schema === null) return schema;
  const closed = Object.entries(schema).map(([name, value]) => [name, close(value)]);
  const isObject = 'properties' in schema && !('openapi' in (schema.properties as object));
  return {
    ...Object.fromEntries(closed),
    ...(isObject && { additionalProperties: false }),
  } as unknown;
}

const ajv = new Ajv2020({ strict: false, allErrors: true });
formats.default(ajv);

/** Asks each GET route, and returns what its answer and its schema disagree about. */
async function findProblems(program: StuckProgram, paths: Paths): Promise<readonly string[]> {
  const problems: string[] = [];
  for (const [path, { get }] of Object.entries(paths)) {
    if (get === undefined || get.security.length === 0) continue; // files of the console: console-routes.spec.ts
    if (ABSENT.includes(path)) continue;
    const target = targetOf(path, get);
    for (const [type, { schema }] of Object.entries(get.responses['200']?.content ?? {})) {
      const answer = await program.ask(`GET ${target}`, { headers: { accept: type } });
      const received = `${String(answer.status)} ${answer.headers['content-type'] ?? ''}`;
      if (!received.startsWith(`200 ${type}`)) problems.push(`${target}: ${received}`);
      if (schema === undefined) continue;
      const validate = ajv.compile(close(schema) as object);
      if (!validate(JSON.parse(answer.text)))
        problems.push(`${target}: ${ajv.errorsText(validate.errors)}`);
    }
  }
  return problems;
}

describe.each([1, 3])('GET /openapi.json with SERVING_THREADS=%i', (threads) => {
  it('describes the answer of every route that reads', async () => {
    await using program = await startStuckProgram({
      SERVING_THREADS: String(threads),
      FILES_ROOT: import.meta.dirname, // else GET /files/cache has nothing to show
      LIVENESS_STALL_MS: '60000',
    });
    await fetch(`${program.app}/admin-routes.ts?token=secret`);
    await program.ask('POST /loggers/none', { body: '{}' }); // for the audit
    const request = 'POST /hold HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n';
    using client = await openRaw(Number(new URL(program.app).port), request);
    await until(async () => (await program.ask('GET /requests')).text.includes('/hold'));
    const { text, headers } = await program.ask('GET /openapi.json');
    expect(headers['content-type']).toBe('application/json');
    const { paths } = JSON.parse(text) as { readonly paths: Paths };
    expect(Object.keys(paths).length).toBeGreaterThan(20);
    expect(await findProblems(program, paths)).toEqual([]);
    client.socket.destroy();
  });
});

describe('GET /openapi.json', () => {
  it.each([
    ['GET /openapi.json?pretty', 400, 'Cannot read the query at \\"pretty\\": expected no query'],
    ['POST /openapi.json', 405, 'Expected GET, HEAD'],
    ['GET /openapi.yaml', 404, 'Not Found'],
  ])('answers %s with %i', async (line, status, detail) => {
    await using program = await startStuckProgram();
    const answer = await program.ask(line);
    expect(answer).toMatchObject({
      status,
      headers: { 'content-type': 'application/problem+json' },
    });
    expect(answer.text).toContain(detail);
  });
});
