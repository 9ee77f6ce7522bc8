import { connect, type NetConnectOpts } from 'node:net';
import { sendBytes } from '../../../testing/conformance/send-bytes.ts';
import type { Route } from '../server/route.ts';
import { startAdmin, TOKENS, type RunningAdmin } from '../../../testing/start-admin.ts';
import type { AttackRow } from '../../../testing/attacks/attack-row.ts';
import { attackRows } from '../../../testing/attacks/attack-rows.ts';
import { renderAttack, statusOf } from '../../../testing/attacks/render-attack.ts';

const row = (
  method: Route['method'],
  path: string,
  rest: Pick<Route, 'access' | 'switch'>,
): Route => ({ method, path, ...rest, summary: '', answer: () => ({}) });
const routes: readonly Route[] = [
  { ...row('GET', '/thing', { access: 'read' }), answer: () => ({ json: { a: 1 } }) },
  {
    ...row('GET', '/console', { access: 'read' }),
    isPublic: true,
    answer: () => ({ text: 'page' }),
  },
  row('GET', '/things/{name}', { access: 'read' }),
  row('POST', '/thing', { access: 'write' }),
  row('DELETE', '/thing', { access: 'write' }),
  row('POST', '/heapdump', { access: 'dangerous', switch: 'heapdump' }),
  row('POST', '/shutdown', { access: 'dangerous', switch: 'shutdown' }),
];

let admin: RunningAdmin;
let minutes = 0;
beforeAll(async () => {
  admin = await startAdmin({
    routes,
    settings: { adminDangerous: ['shutdown'] },
    monotonicMs: () => (minutes += 1) * 60_000, // so that no attack reaches the failure limit
  });
});
afterAll(() => admin[Symbol.asyncDispose]());

const render = (row: AttackRow): string => renderAttack(row, admin.port);

describe.each(['TCP', 'the unix socket'] as const)('administration over %s', (way) => {
  const addressOf = (): NetConnectOpts =>
    way === 'TCP' ? { host: '127.0.0.1', port: admin.port } : { path: admin.socketPath };

  it.each(attackRows)('withstands $name', async (attack) => {
    const answer = await sendBytes(addressOf(), render(attack), 'then wait');
    const expected = attack.expected[way === 'TCP' ? 0 : 1];
    expect(statusOf(answer)).toBe(expected);
    for (const token of Object.values(TOKENS)) expect(answer).not.toContain(token);
    expect(answer).not.toMatch(/access-control|evil/i);
    if (expected === 401)
      expect(answer).toContain('\r\nWWW-Authenticate: Bearer realm="admin"\r\n');
  });
});

it('responds equally for existing and missing paths before authentication', async () => {
  const ask = async (path: string, method: string): Promise<string> => {
    const bytes = render({
      name: '',
      line: `${method} ${path} HTTP/1.1`,
      authorizations: [],
      expected: [401, 200],
    });
    const answer = await sendBytes({ host: '127.0.0.1', port: admin.port }, bytes, 'then wait');
    return answer.replace(/^Date: .*$/m, '');
  };
  const known = await ask('/thing', 'GET');
  expect(known).toContain('HTTP/1.1 401 ');
  expect(await ask('/nothing', 'GET')).toBe(known);
  expect(await ask('/shutdown', 'POST')).toBe(known);
  expect(await ask('/shutdown', 'PUT')).toBe(known);
});

it('reveals no token, and writes each audit event as one line', () => {
  expect(admin.lines.length).toBeGreaterThan(100);
  for (const line of admin.lines) {
    for (const token of Object.values(TOKENS)) expect(line).not.toContain(token);
    expect(line.trimEnd()).not.toMatch(/[\r\n]/);
    expect(() => JSON.parse(line) as unknown).not.toThrow();
  }
  expect(JSON.stringify(admin.audit.events())).not.toMatch(/w{43}|r{43}|access_token/);
  expect(admin.errors).toEqual([]);
});

it('still works after all of it', async () => {
  const socket = connect(admin.socketPath);
  socket.destroy();
  const [plain] = attackRows;
  expect(plain).toBeDefined();
  const answer = await sendBytes(
    { path: admin.socketPath },
    render(plain as AttackRow),
    'then wait',
  );
  expect(statusOf(answer)).toBe(200);
});
