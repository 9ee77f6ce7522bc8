import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { createManagementServer } from './create-management-server.ts';
import { OperationError } from '../bridge/operation-error.ts';
import { UnresponsiveError } from '../bridge/remote.ts';
import type { Call, Route } from './route.ts';

const row = (method: Route['method'], path: string, answer: Route['answer']): Route => ({
  method,
  path,
  access: 'read',
  summary: '',
  answer,
});

const errors: unknown[] = [];
const answered: [string, number][] = [];
const routes = [
  row('GET', '/json', () => ({ json: { a: 1 } })),
  row('GET', '/text', () => ({ text: 'hello\n' })),
  row('GET', '/stream', () => ({ stream: Readable.from(['a\n', 'b\n']) })),
  row('POST', '/echo/{name}', ({ segments, query, body }: Call) => ({
    json: { ...segments, query: [...query], body: body ?? null },
  })),
  row('DELETE', '/thing', () => ({})),
  row('GET', '/refused', () => {
    throw new OperationError(422, 'Expected better');
  }),
  row('GET', '/stuck', () => Promise.reject(new UnresponsiveError('blocked'))),
  row('GET', '/broken', () => Promise.reject(new TypeError('a defect'))),
];
const server = createManagementServer({
  routes,
  guard: ({ headers }) => (headers['x-evil'] === undefined ? undefined : { status: 403 }),
  onAnswered: ({ url }, { status }) => void answered.push([url ?? '', status ?? 0]),
  onError: (error) => void errors.push(error),
});
let origin = '';
beforeAll(async () => {
  await once(server.listen(0, '127.0.0.1'), 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

async function ask(method: string, path: string, init: RequestInit = {}): Promise<unknown[]> {
  const response = await fetch(origin + path, { method, ...init });
  return [response.status, response.headers.get('content-type'), await response.text()];
}

const JSON_TYPE = { 'content-type': 'application/json' };

describe('createManagementServer()', () => {
  it.each([
    ['GET', '/json', 200, 'application/json', '{\n  "a": 1\n}\n'],
    ['HEAD', '/json', 200, 'application/json', ''],
    ['GET', '/text', 200, 'text/plain; charset=utf-8', 'hello\n'],
    ['GET', '/text?x=1', 200, 'text/plain; charset=utf-8', 'hello\n'],
    ['GET', '/stream', 200, 'text/plain; charset=utf-8', 'a\nb\n'],
    ['DELETE', '/thing', 204, null, ''],
  ])('answers %s %s with %d', async (method, path, ...expected) => {
    expect(await ask(method, path)).toEqual(expected);
  });

  it('passes path, query and body to the route', async () => {
    const [, , text] = await ask('POST', '/echo/a%2Fb?q=1', {
      body: '{"x":[1]}',
      headers: JSON_TYPE,
    });
    const expected = { name: 'a/b', query: [['q', '1']], body: { x: [1] } };
    expect(JSON.parse(String(text))).toEqual(expected);
  });

  it.each([
    ['GET', '/nothing', {}, 404, undefined],
    ['GET', '/echo/a', {}, 405, 'Expected POST'],
    ['PUT', '/json', {}, 405, 'Expected GET, HEAD'],
    ['GET', '/refused', {}, 422, 'Expected better'],
    ['GET', '/stuck', {}, 504, 'blocked'],
    [
      'POST',
      '/echo/a',
      { body: '{', headers: JSON_TYPE },
      400,
      'Expected JSON nested at most 16 deep, without the names __proto__, constructor and prototype',
    ],
    [
      'POST',
      '/echo/a',
      { body: 'a=1', headers: { 'content-type': 'text/plain' } },
      415,
      'Expected a body of application/json or application/merge-patch+json',
    ],
    [
      'POST',
      '/echo/a',
      { body: `"${'x'.repeat(70_000)}"`, headers: JSON_TYPE },
      413,
      'Expected a body of at most 65536 bytes',
    ],
  ])('rejects %s %s %j with %d', async (method, path, init, status, detail) => {
    const [answered, type, text] = await ask(method, path, init);
    expect([answered, type]).toEqual([status, 'application/problem+json']);
    expect(JSON.parse(String(text))).toMatchObject({ status, ...(detail && { detail }) });
  });

  it('reports an unresponsive main thread with its own problem type', async () => {
    const [, , text] = await ask('GET', '/stuck');
    expect(JSON.parse(String(text))).toMatchObject({ type: 'main-thread-unresponsive' });
  });

  it('reports a defect to the log, not to the client', async () => {
    const [status, , text] = await ask('GET', '/broken');
    expect(status).toBe(500);
    expect(text).not.toContain('defect');
    expect(errors).toEqual([new TypeError('a defect')]);
  });

  it('calls the guard before it matches the path, and reports every response', async () => {
    expect(await ask('GET', '/nothing', { headers: { 'x-evil': '1' } })).toEqual([403, null, '']);
    expect(answered.at(-1)).toEqual(['/nothing', 403]);
  });
});
