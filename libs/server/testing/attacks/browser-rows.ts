import { JSON_TYPE, withBody, type AttackRow } from './attack-row.ts';

const FROM_CONSOLE = 'Sec-Fetch-Site: same-origin';
const PAGE = 'GET /console HTTP/1.1';

/** Header fields that a browser adds to requests of a page. */
export const browserRows: readonly AttackRow[] = [
  ...[
    'https://evil.example',
    'null',
    'http://localhost:PORT',
    'https://127.0.0.1:PORT',
    'http://127.0.0.1',
    'http://127.0.0.1:1',
    'http://127.0.0.1:PORT, http://127.0.0.1:PORT',
    'HTTP://127.0.0.1:PORT',
    '',
  ].map((origin): AttackRow => ({
    name: `Origin: ${origin}`,
    headers: [`Origin: ${origin}`],
    expected: [403, 403],
  })),
  ...['cross-site', 'same-site', 'None', 'none, none', 'same-origin, none', ''].map(
    (site): AttackRow => ({
      name: `Sec-Fetch-Site: ${site}`,
      headers: [`Sec-Fetch-Site: ${site}`],
      expected: [403, 403],
    }),
  ),
  {
    name: 'a rebound page with its own Origin',
    hosts: ['evil.example:PORT'],
    headers: ['Origin: http://evil.example:PORT', 'Sec-Fetch-Site: same-origin'],
    expected: [403, 403],
  },
  {
    name: 'the Origin of the console from another site',
    headers: ['Origin: http://127.0.0.1:PORT', 'Sec-Fetch-Site: cross-site'],
    expected: [403, 403],
  },
  {
    name: 'a form sent by a page',
    ...withBody('a=1', 'Origin: null', 'Content-Type: application/x-www-form-urlencoded'),
    expected: [403, 403],
  },
  {
    name: 'a preflight',
    line: 'OPTIONS /thing HTTP/1.1',
    headers: ['Access-Control-Request-Method: POST'],
    expected: [405, 405],
  },
  {
    name: 'a preflight of a page',
    line: 'OPTIONS /thing HTTP/1.1',
    headers: ['Origin: https://evil.example', 'Access-Control-Request-Method: POST'],
    expected: [403, 403],
  },
  {
    name: 'a preflight without a token',
    line: 'OPTIONS /thing HTTP/1.1',
    authorizations: [],
    expected: [405, 405],
  },
  { name: 'OPTIONS with *', line: 'OPTIONS * HTTP/1.1', expected: [405, 405] },
  {
    name: 'a WebSocket',
    headers: ['Connection: Upgrade, close', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13'],
    expected: [400, 400],
  },
  {
    name: 'HTTP/2 by upgrade',
    headers: ['Connection: Upgrade, close', 'Upgrade: h2c'],
    expected: [400, 400],
  },
];

/** The console's page: it has the origin of the listener, and the unix socket has none. */
export const consoleRows: readonly AttackRow[] = [
  { name: 'a read of the console', headers: [FROM_CONSOLE], expected: [200, 403] },
  {
    name: 'a change by the console',
    ...withBody('{"a":1}', JSON_TYPE, FROM_CONSOLE, 'Origin: http://127.0.0.1:PORT'),
    expected: [204, 403],
  },
  {
    name: 'a change by the console without a token',
    ...withBody('{"a":1}', JSON_TYPE, FROM_CONSOLE, 'Origin: http://127.0.0.1:PORT'),
    authorizations: [],
    expected: [401, 403],
  },
  { name: 'the page', line: PAGE, authorizations: [], expected: [200, 200] },
  {
    name: 'the page with a wrong token',
    line: PAGE,
    authorizations: ['Bearer x'],
    expected: [200, 200],
  },
  {
    name: 'the page with the token in its URL, which is not read',
    line: 'GET /console?token=WRITE HTTP/1.1',
    authorizations: [],
    expected: [200, 200],
  },
  {
    name: 'data with the token in the URL',
    line: 'GET /thing?token=WRITE HTTP/1.1',
    authorizations: [],
    headers: [FROM_CONSOLE],
    expected: [401, 403],
  },
  {
    name: 'the page under another name',
    line: PAGE,
    hosts: ['evil.example:PORT'],
    authorizations: [],
    expected: [403, 200],
  },
  {
    name: 'the page in a frame of another site',
    line: PAGE,
    authorizations: [],
    headers: ['Sec-Fetch-Site: cross-site', 'Sec-Fetch-Dest: iframe'],
    expected: [403, 403],
  },
  {
    name: 'the script of the page by another port of this machine',
    line: PAGE,
    authorizations: [],
    headers: ['Sec-Fetch-Site: same-site', 'Sec-Fetch-Mode: no-cors'],
    expected: [403, 403],
  },
  {
    name: 'a change at the path of the page without a token',
    line: 'POST /console HTTP/1.1',
    authorizations: [],
    expected: [401, 405],
  },
];
