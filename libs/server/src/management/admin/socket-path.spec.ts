import { once } from 'node:events';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findAdminSocket, planAdminSockets } from './socket-path.ts';

const ALL = {
  RUNTIME_DIRECTORY: '/run/a:/run/b',
  NOMAD_SECRETS_DIR: '/secrets',
  XDG_RUNTIME_DIR: '/run/user/1000',
};

describe('planAdminSockets()', () => {
  it.each([
    ['off', ALL, []],
    ['/x/y.sock', ALL, ['/x/y.sock']],
    ['y.sock', {}, ['y.sock']],
    [undefined, {}, ['/run/few/admin.sock']],
    [undefined, { RUNTIME_DIRECTORY: '/run/few' }, ['/run/few/admin.sock']],
    [
      undefined,
      { RUNTIME_DIRECTORY: '', NOMAD_SECRETS_DIR: 'a', XDG_RUNTIME_DIR: '' },
      ['/run/few/admin.sock'],
    ],
    [
      undefined,
      ALL,
      [
        '/run/a/admin.sock',
        '/secrets/admin.sock',
        '/run/few/admin.sock',
        '/run/user/1000/few/admin.sock',
      ],
    ],
  ])('of ADMIN_SOCKET=%s and %j are %j', (setting, env, paths) => {
    expect(planAdminSockets({ env, name: 'few', setting })).toEqual(paths);
  });
});

describe('findAdminSocket()', () => {
  const directory = mkdtempSync(join(tmpdir(), 'find-'));
  const at = (name: string): string => join(directory, name);
  const server = createServer();
  beforeAll(async () => {
    writeFileSync(at('file'), '');
    symlinkSync('a.sock', at('link'));
    await once(server.listen(at('a.sock')), 'listening');
  });
  afterAll(() => {
    server.close();
    rmSync(directory, { recursive: true });
  });

  it('returns the first path that is a socket', () => {
    const paths = ['missing', 'file', 'link', 'file/below', 'a.sock', 'later'].map(at);
    expect(findAdminSocket(paths)).toBe(at('a.sock'));
  });

  it('returns undefined if there is none', () => {
    expect(findAdminSocket([directory, at('missing')])).toBeUndefined();
    expect(findAdminSocket([])).toBeUndefined();
  });
});
