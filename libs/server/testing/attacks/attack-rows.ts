import { JSON_TYPE, withBody, type AttackRow } from './attack-row.ts';
import { browserRows, consoleRows } from './browser-rows.ts';

const control: readonly AttackRow[] = [
  { name: 'a GET with the write token', expected: [200, 200] },
  {
    name: 'a GET with the read token',
    authorizations: ['Bearer READ'],
    expected: [200, 200],
  },
  { name: 'the scheme in lower case', authorizations: ['bearer WRITE'], expected: [200, 200] },
  { name: 'the scheme in upper case', authorizations: ['BEARER WRITE'], expected: [200, 200] },
  { name: 'the name localhost', hosts: ['localhost:PORT'], expected: [200, 200] },
  { name: 'the address ::1', hosts: ['[::1]:PORT'], expected: [200, 200] },
  {
    name: 'Sec-Fetch-Site of a typed address',
    headers: ['Sec-Fetch-Site: none'],
    expected: [200, 200],
  },
  { name: 'a change', line: 'POST /thing HTTP/1.1', expected: [204, 204] },
  { name: 'a change with JSON', ...withBody('{"a":1}', JSON_TYPE), expected: [204, 204] },
  {
    name: 'an enabled dangerous operation',
    line: 'POST /shutdown HTTP/1.1',
    expected: [204, 204],
  },
];

/** DNS rebinding: the name of the page resolves to this machine, and its requests carry that name. */
const rebinding: readonly AttackRow[] = [
  ['another name', ['evil.example:PORT']],
  ['another name without a port', ['evil.example']],
  ['a name that starts with the right one', ['localhost.evil.example:PORT']],
  ['a name that ends with the right one', ['evil.localhost:PORT']],
  ['a name with a user before it', ['localhost@evil.example:PORT']],
  ['localhost without the port', ['localhost']],
  ['localhost with another port', ['localhost:1']],
  ['localhost in upper case', ['LOCALHOST:PORT']],
  ['localhost with a dot', ['localhost.:PORT']],
  ['the unspecified address', ['0.0.0.0:PORT']],
  ['another loopback address', ['127.0.0.2:PORT']],
  ['the address as a single number', ['2130706433:PORT']],
  ['the address shortened', ['127.1:PORT']],
  ['the IPv4-mapped address', ['[::ffff:127.0.0.1]:PORT']],
  ['an empty Host', ['']],
  ['two right ones', ['localhost:PORT', 'localhost:PORT']],
  ['a right one and another', ['localhost:PORT', 'evil.example']],
  ['another and a right one', ['evil.example', 'localhost:PORT']],
].map(([name, hosts]) => ({
  name: `Host: ${name as string}`,
  hosts: hosts as readonly string[],
  expected: [403, 200],
}));

const targets: readonly AttackRow[] = [
  ['a target on another machine', 'GET http://evil.example/thing', 400],
  ['a target on this machine', 'GET http://localhost:PORT/thing', 400],
  ['a target with a password', 'GET http://u:p@localhost:PORT/thing', 400],
  ['a target with only an authority', 'GET //evil.example/thing', 404],
  ['a path with dot segments', 'GET /nothing/../thing', 404],
  ['a path with percent-encoded dot segments', 'GET /nothing/%2e%2e/thing', 404],
  ['a path in another case', 'GET /THING', 404],
  ['a path with a trailing slash', 'GET /thing/', 404],
  ['a path that is not UTF-8', 'GET /things/%ff', 404],
  ['GET where something would change', 'GET /shutdown', 405],
  ['HEAD where something would change', 'HEAD /shutdown', 405],
  ['TRACE, which would tell the token', 'TRACE /thing', 405],
  ['a method that is not allowed', 'PUT /thing', 405],
].map(([name, line, status]) => ({
  name: name as string,
  line: `${line as string} HTTP/1.1`,
  expected: [status as number, status as number],
}));

const tunnel: readonly AttackRow[] = [
  { name: 'a tunnel', line: 'CONNECT evil.example:80 HTTP/1.1', expected: [undefined, undefined] },
];

const credentials: readonly AttackRow[] = [
  ...(
    [
      ['no Authorization', []],
      ['an empty Authorization', ['']],
      ['the scheme alone', ['Bearer']],
      ['an empty token', ['Bearer ']],
      ['the token alone', ['WRITE']],
      ['another scheme', ['Basic WRITE']],
      ['another scheme with the token as a password', ['Basic YWRtaW46V1JJVEU=']],
      ['another token', [`Bearer ${'x'.repeat(43)}`]],
      ['the token without its end', ['Bearer wwwwwwwwwwwwwwwwwwww']],
      ['the token and more', ['Bearer WRITEw']],
      ['both tokens', ['Bearer WRITE READ']],
      ['the token in quotes', ['Bearer "WRITE"']],
      ['the token as a parameter', ['Bearer token=WRITE']],
      ['a token of 15 KiB', [`Bearer ${'w'.repeat(15_000)}`]],
    ] as const
  ).map(([name, authorizations]): AttackRow => ({ name, authorizations, expected: [401, 200] })),
  {
    name: 'the token in the query',
    line: 'GET /thing?access_token=WRITE&token=WRITE HTTP/1.1',
    authorizations: [],
    expected: [401, 200],
  },
  {
    name: 'the token in a cookie',
    authorizations: [],
    headers: ['Cookie: token=WRITE'],
    expected: [401, 200],
  },
  {
    name: 'the token of a proxy',
    authorizations: [],
    headers: ['Proxy-Authorization: Bearer WRITE'],
    expected: [401, 200],
  },
  {
    name: 'the right token twice',
    authorizations: ['Bearer WRITE', 'Bearer WRITE'],
    expected: [400, 400],
  },
  {
    name: 'a wrong token and the right one',
    authorizations: ['Bearer x', 'Bearer WRITE'],
    expected: [400, 400],
  },
  {
    name: 'an unknown path without a token',
    line: 'GET /nothing HTTP/1.1',
    authorizations: [],
    expected: [401, 404],
  },
  {
    name: 'a change without a token',
    line: 'POST /thing HTTP/1.1',
    authorizations: [],
    expected: [401, 204],
  },
];

const roles: readonly AttackRow[] = [
  ['a change', 'POST /thing', 'Bearer READ', [403, 204]],
  ['a removal', 'DELETE /thing', 'Bearer READ', [403, 204]],
  ['a dangerous operation', 'POST /shutdown', 'Bearer READ', [403, 204]],
  ['a disabled dangerous operation', 'POST /heapdump', 'Bearer READ', [403, 403]],
  [
    'a disabled dangerous operation with the write token',
    'POST /heapdump',
    'Bearer WRITE',
    [403, 403],
  ],
].map(([name, line, authorization, expected]) => ({
  name: `${name as string} with too small a role`,
  line: `${line as string} HTTP/1.1`,
  authorizations: [authorization as string],
  expected: expected as [number, number],
}));

const bodies: readonly AttackRow[] = [
  { name: 'a body without a type', ...withBody('{}'), expected: [415, 415] },
  {
    name: 'JSON with a content type of forms',
    ...withBody('{}', 'Content-Type: text/plain'),
    expected: [415, 415],
  },
  { name: 'incomplete JSON', ...withBody('{"a":', JSON_TYPE), expected: [400, 400] },
  {
    name: 'JSON with __proto__',
    ...withBody('{"__proto__":{"a":1}}', JSON_TYPE),
    expected: [400, 400],
  },
  {
    name: 'JSON with constructor',
    ...withBody('{"constructor":{}}', JSON_TYPE),
    expected: [400, 400],
  },
  {
    name: 'JSON 17 deep',
    ...withBody('['.repeat(17) + ']'.repeat(17), JSON_TYPE),
    expected: [400, 400],
  },
  {
    name: 'a body of 64 KiB',
    ...withBody(`"${'x'.repeat(65_534)}"`, JSON_TYPE),
    expected: [204, 204],
  },
  {
    name: 'a body of one byte more',
    ...withBody(`"${'x'.repeat(65_535)}"`, JSON_TYPE),
    expected: [413, 413],
  },
  {
    name: 'a chunked body without an end',
    line: 'POST /thing HTTP/1.1',
    headers: [JSON_TYPE, 'Transfer-Encoding: chunked'],
    body: `20000\r\n${'x'.repeat(0x20000)}\r\n`,
    expected: [413, 413],
  },
  {
    name: 'two Content-Lengths',
    line: 'POST /thing HTTP/1.1',
    headers: ['Content-Length: 0', 'Content-Length: 5'],
    expected: [400, 400],
  },
  {
    name: 'a Content-Length and chunks',
    line: 'POST /thing HTTP/1.1',
    headers: ['Content-Length: 5', 'Transfer-Encoding: chunked'],
    expected: [400, 400],
  },
];

const heads: readonly AttackRow[] = [
  { name: 'headers of 17 KiB', headers: [`X: ${'x'.repeat(17_000)}`], expected: [431, 431] },
  { name: 'no Host', hosts: [], expected: [400, 400] },
  { name: 'no Host in HTTP/1.0', line: 'GET /thing HTTP/1.0', hosts: [], expected: [403, 200] },
  { name: 'a folded header', headers: ['X: a', ' b'], expected: [400, 400] },
  { name: 'a NUL in the target', line: 'GET /thing\0 HTTP/1.1', expected: [400, 400] },
  {
    name: 'a line break in the audited path',
    line: 'POST /a%0d%0ab HTTP/1.1',
    expected: [404, 404],
  },
];

/** Attacks that the access rules must reject, and a few requests that they must accept. */
export const attackRows: readonly AttackRow[] = [
  ...control,
  ...rebinding,
  ...browserRows,
  ...consoleRows,
  ...targets,
  ...tunnel,
  ...credentials,
  ...roles,
  ...bodies,
  ...heads,
];
