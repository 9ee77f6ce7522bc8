import { sendBytes } from '../../../../testing/conformance/send-bytes.ts';
import { startAdmin, type RunningAdmin } from '../../../../testing/start-admin.ts';
import {
  consoleRoutes,
  startConsole,
  type RunningConsole,
} from '../../../../testing/start-console.ts';

describe('a console withstands', () => {
  let admin: RunningAdmin;
  let console: RunningConsole;
  let token = '';
  beforeAll(async () => {
    admin = await startAdmin({ routes: consoleRoutes });
    console = await startConsole([], { env: { ADMIN_SOCKET: admin.socketPath } });
    token = (await console.signIn()).Authorization;
  });
  afterAll(async () => {
    await console[Symbol.asyncDispose]();
    await admin[Symbol.asyncDispose]();
  });

  const self = 'GET /console/self';
  it.each([
    ['nothing, with the token', self, [], 200],
    ['nothing, by the name localhost', self, ['Host: localhost:PORT'], 200],
    ['no token', self, ['Authorization: '], 401],
    ['the code as a token', self, ['Authorization: Bearer CODE'], 401],
    ['the token in the URL', `${self}?token=TOKEN`, ['Authorization: '], 401],
    ['the token in a cookie', self, ['Authorization: ', 'Cookie: token=TOKEN'], 401],
    ['a rebound name', self, ['Host: evil.example:PORT'], 403],
    ['a rebound name for the page', 'GET /console', ['Host: evil.example:PORT'], 403],
    ['another port in Host', self, ['Host: 127.0.0.1:1'], 403],
    ['the name of IPv6, at which it does not listen', self, ['Host: [::1]:PORT'], 403],
    ['a form of another site', 'POST /loggers/http', ['Origin: https://evil.example'], 403],
    ['a form of a file', 'POST /loggers/http', ['Origin: null'], 403],
    ['a form of another port', 'POST /loggers/http', ['Sec-Fetch-Site: same-site'], 403],
    ['a read by another site', self, ['Sec-Fetch-Site: cross-site'], 403],
    [
      'a script tag of another site',
      'GET /console/console.js',
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors'],
      403,
    ],
    [
      'a frame of another site',
      'GET /console',
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: iframe'],
      403,
    ],
    [
      'a link to data',
      self,
      ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate', 'Sec-Fetch-Dest: document'],
      403,
    ],
    [
      'a link to the page, which holds no data',
      'GET /console',
      [
        'Authorization: ',
        'Sec-Fetch-Site: cross-site',
        'Sec-Fetch-Mode: navigate',
        'Sec-Fetch-Dest: document',
      ],
      200,
    ],
    ['an exchange by another site', 'POST /console/session', ['Origin: https://evil.example'], 403],
    ['an exchange in a URL', 'GET /console/session?code=CODE', ['Authorization: '], 401],
    ['a WebSocket', self, ['Connection: Upgrade', 'Upgrade: websocket'], 400],
    ['a target on another machine', 'GET http://evil.example/', [], 400],
  ])('%s: %s %j', async (_, line, headers, status) => {
    const { port } = new URL(console.origin);
    const has = (name: string): boolean => headers.some((header) => header.startsWith(name));
    const bytes = [
      `${line} HTTP/1.1`,
      ...(has('Host') ? [] : ['Host: 127.0.0.1:PORT']),
      ...(has('Authorization') ? [] : [`Authorization: ${token}`]),
      ...headers,
      ...(has('Connection') ? [] : ['Connection: close']),
      '',
      '',
    ];
    const text = bytes
      .join('\r\n')
      .replaceAll('PORT', port)
      .replaceAll('TOKEN', token.replace('Bearer ', ''))
      .replaceAll('CODE', console.code);
    const answer = await sendBytes({ host: '127.0.0.1', port: Number(port) }, text, 'then wait');
    expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(answer).not.toMatch(/access-control|evil/i);
    expect(answer).not.toContain(console.code);
  });

  it('a second request in the body of the first: the body stays one', async () => {
    const { port } = new URL(console.origin);
    const second = 'POST /loggers/http HTTP/1.1\r\nHost: localhost\r\n\r\n';
    const head = `GET /console HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: close\r\n`;
    const body = `${second.length.toString(16)}\r\n${second}\r\n0\r\n\r\n`;
    const text = `${head}Transfer-Encoding: chunked\r\n\r\n${body}`;
    const answer = await sendBytes({ host: '127.0.0.1', port: Number(port) }, text, 'then wait');
    expect(answer).toContain('Expected a body of application/json');
  });
});
