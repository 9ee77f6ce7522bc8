import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descriptorOf } from './restart-surfaces.ts';

describe('descriptorOf()', () => {
  it('returns what another process can listen on', async () => {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const script =
      'const s = net.createServer().listen({ fd: 3 }, () => { console.log(String(s.address().port)); s.close(); })';
    const { stdout } = spawnSync(process.execPath, ['-e', script], {
      stdio: ['ignore', 'pipe', 'inherit', descriptorOf(server)],
      encoding: 'utf8',
    });
    expect(stdout).toBe(`${port}\n`);
    await once(server.close(), 'close');
    expect(descriptorOf(server)).toBeUndefined();
  });

  it('knows that of a unix socket', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'descriptor-'));
    const server = createServer();
    await once(server.listen(join(directory, 's')), 'listening');
    expect(descriptorOf(server)).toEqual(expect.any(Number));
    await once(server.close(), 'close');
    rmSync(directory, { recursive: true });
  });

  it('returns nothing before a server listens', () => {
    expect(descriptorOf(createServer())).toBeUndefined();
  });
});
