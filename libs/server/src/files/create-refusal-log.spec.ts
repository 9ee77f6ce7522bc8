import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { startFilesServer, type FilesServer } from '../../testing/files-server.ts';

let server: FilesServer;

beforeEach(async () => {
  server = await startFilesServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const outside = 'it leads out of FILES_ROOT; move it there or mount it there';
const special = 'it is neither a file nor a directory; remove it';

async function get(path: string, headers: Record<string, string> = {}): Promise<number> {
  return (await fetch(server.app.origin + path, { headers })).status;
}

function refused() {
  return server.app.log().filter(({ msg }) => msg === 'cannot serve a file');
}

describe('createRefusalLog()', () => {
  it.each([
    ['/outside-link.txt', 'outside-link.txt', outside],
    ['/up/', 'up', outside],
    ['/fifo', 'fifo', special],
    ['/zero', 'zero', outside],
  ])('warns of %s, with the request and the reason', async (path, name, reason) => {
    expect(await get(path)).toBe(404);
    const file = join(server.sandbox.site, name);
    expect(refused()).toMatchObject([{ level: 'warn', requestId: 'test-id', file, reason }]);
  });

  it('warns of an index that cannot be served, and shows no listing instead', async () => {
    symlinkSync('../../outside.txt', join(server.sandbox.site, 'folder/index.html'));
    expect(await get('/folder/')).toBe(404);
    const file = join(server.sandbox.site, 'folder/index.html');
    expect(refused()).toMatchObject([{ file, reason: outside }]);
  });

  it('warns of a precompressed file that cannot be served, and sends the plain one', async () => {
    symlinkSync('../outside.txt', join(server.sandbox.site, 'plain.txt.gz'));
    expect(await get('/plain.txt', { 'Accept-Encoding': 'gzip' })).toBe(200);
    const file = join(server.sandbox.site, 'plain.txt.gz');
    expect(refused()).toMatchObject([{ level: 'warn', file, reason: outside }]);
  });

  it('warns every 10 s at most, and logs the others at debug', async () => {
    for (server.nowMs of [0, 1, 9_999]) await get('/outside-link.txt');
    expect(refused()).toHaveLength(1);
    server.nowMs = 10_000;
    await get('/outside-link.txt');
    expect(refused()).toHaveLength(2);
    server.app.managed.loggers.root.level = 'debug';
    await get('/fifo');
    expect(refused().at(-1)).toMatchObject({ level: 'debug', reason: special });
  });

  it.each(['/absent', '/plain.txt/x', '/loop', '/broken', '/.env', '/'])(
    'logs nothing for %s',
    async (path) => {
      await get(path);
      expect(refused()).toEqual([]);
    },
  );
});
