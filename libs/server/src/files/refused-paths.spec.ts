import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { createFilesSandbox, SECRET, type FilesSandbox } from '../../testing/files-sandbox.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';

let sandbox: FilesSandbox;
let app: RunningApp;

beforeAll(async () => {
  sandbox = createFilesSandbox();
  app = await startApp({ filesRoot: sandbox.site });
});
afterAll(async () => {
  await app[Symbol.asyncDispose]();
  sandbox[Symbol.dispose]();
});

describe('createFiles()', () => {
  it.each([
    '/absent',
    '/absent/',
    '/plain.txt/',
    '/plain.txt/x',
    `/${'x'.repeat(300)}`,
    '/.env',
    '/%2eenv',
    '/.git/config',
    '/.git/',
    '/folder/.hidden',
    '/.well-known/.hidden',
    '/.well-known/..',
    '/.well-known/../.env',
    '/.well-known/%2e%2e/.env',
    '/.well-known%2f..%2f.env',
    '/.well-known/up/outside.txt',
    '/.Well-Known/acme-challenge/token',
    '/.well-known./acme-challenge/token',
    '/folder/.well-known/token',
    '/./.well-known/acme-challenge/token',
    '/..',
    '/../',
    '/../outside.txt',
    '/folder/../../outside.txt',
    '/folder/../plain.txt',
    '/%2e%2e/outside.txt',
    '/%2E%2E/outside.txt',
    '/.%2e/outside.txt',
    '/%2e%2e%2foutside.txt',
    '/..%2foutside.txt',
    '/..%5coutside.txt',
    '/..\\outside.txt',
    '/folder/..%2f..%2foutside.txt',
    '/%252e%252e/outside.txt',
    '/%252e%252e%252foutside.txt',
    '/%c0%ae%c0%ae/outside.txt',
    '/%e0%80%ae%e0%80%ae/outside.txt',
    '/%u002e%u002e/outside.txt',
    '/..;/outside.txt',
    '/.../outside.txt',
    '//outside.txt',
    '///etc/passwd',
    '//etc/passwd',
    '//.env',
    '//folder//.hidden',
    '//../outside.txt',
    '//up/outside.txt',
    '//evil.example',
    '//evil.example/..',
    '/./plain.txt',
    '/%2fetc%2fpasswd',
    '/file:///etc/passwd',
    '/plain.txt%00',
    '/plain.txt%00.html',
    '/%00/../outside.txt',
    '/%',
    '/%2',
    '/%zz',
    '/outside-link.txt',
    '/absolute-link.txt',
    '/up/outside.txt',
    '/up/',
    '/up/site/plain.txt/',
    '/neighbour/',
    '/neighbour/secret.txt',
    '/../site-neighbour/secret.txt',
    '/loop',
    '/broken',
    '/fifo',
    '/zero',
    'http://test/../outside.txt',
    'http://test/%2e%2e/outside.txt',
  ])('answers 404 to %j', async (target) => {
    const answer = await exchangeRaw(app.port, `GET ${target} HTTP/1.1`);
    const [head = '', body] = answer.split('\r\n\r\n');
    expect(head).toMatch(/^HTTP\/1\.1 404 Not Found\r\n/);
    expect(body).toBe('Not Found\n');
  });

  it.each([
    'outside.txt',
    '/\xff',
    '../outside.txt',
    'http://test\\..\\outside.txt',
    '/plain.txt HTTP/1.1 /x',
    '/\0/../outside.txt',
  ])('answers 400 to %j', async (target) => {
    const answer = await exchangeRaw(app.port, `GET ${target} HTTP/1.1`);
    expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(answer).not.toContain(SECRET);
  });

  it('answers 404 to a socket', async () => {
    const socket = createServer().listen(join(sandbox.site, 'socket'));
    await once(socket, 'listening');
    expect((await fetch(`${app.origin}/socket`)).status).toBe(404);
    await once(socket.close(), 'close');
  });

  it.each(['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'MKCOL'])('refuses %s', async (method) => {
    const answer = await exchangeRaw(app.port, `${method} /plain.txt HTTP/1.1`);
    expect(answer).toMatch(/^HTTP\/1\.1 405 Method Not Allowed\r\n/);
    expect(answer).toContain('\r\nAllow: GET, HEAD\r\n');
  });

  it('answers 404 below a root that was removed', async () => {
    const gone = mkdtempSync(join(sandbox.path, 'gone-'));
    await using other = await startApp({ filesRoot: gone });
    rmSync(gone, { recursive: true });
    expect((await fetch(other.origin)).status).toBe(404);
  });
});
