import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  constants,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { callAsNobody } from '../../../testing/call-as-nobody.ts';
import { listenUnix } from './listen-unix.ts';

const { W_OK } = constants;
const modulePath = join(import.meta.dirname, 'listen-unix.ts');

const ADMIN = { setting: 'ADMIN_SOCKET', mode: 0o600, makesDirectory: true } as const;

/** Listens in a thread like the management thread, prints that, and keeps running. */
const PROGRAM = `
const { Worker } = await import('node:worker_threads');
process.umask(Number(process.argv[2]));
const body = \`
  const { createServer } = await import('node:net');
  const { listenUnix } = await import(\${JSON.stringify(process.argv[3])});
  await listenUnix(createServer(), \${JSON.stringify(process.argv[1])}, ${JSON.stringify(ADMIN)});
  process._rawDebug('listening');
\`;
new Worker(body, { eval: true, execArgv: ['--input-type=module'] });
`;

async function startHolder(path: string, umask = 0o022) {
  const args = ['--input-type=module', '--eval', PROGRAM, '--', path, String(umask), modulePath];
  const holder = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  expect(String((await once(holder.stderr, 'data'))[0])).toBe('listening\n');
  return holder;
}

const modeOf = (path: string): string => (lstatSync(path).mode & 0o7777).toString(8);

describe('listenUnix()', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'u-'));
  });
  afterEach(() => {
    rmSync(directory, { recursive: true });
  });

  it.each([0o000, 0o022, 0o077, 0o177])(
    'makes a socket of 600 in a directory of 700 under the umask %o',
    async (umask) => {
      const path = join(directory, 'made', 'admin.sock');
      const holder = await startHolder(path, umask);
      expect([modeOf(path), modeOf(join(directory, 'made'))]).toEqual(['600', '700']);
      expect(readdirSync(join(directory, 'made'))).toEqual(['admin.sock']);
      holder.kill('SIGKILL');
      await once(holder, 'exit');
    },
  );

  it('accepts connections of this user, and not of another', async () => {
    const path = join(directory, 'admin.sock');
    chmodSync(directory, 0o755);
    const server = createServer((socket) => socket.end('hello'));
    const remove = await listenUnix(server, path, ADMIN);
    expect(await text(connect(path))).toBe('hello');
    const { error } = callAsNobody({
      modulePath: 'node:fs',
      name: 'accessSync',
      args: [path, W_OK],
    });
    if (process.getuid?.() === 0) expect(error?.message).toContain('EACCES');
    server.close();
    remove();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('removes its own socket, and no other, after the folder is swapped', async () => {
    for (const name of ['1', '2']) mkdirSync(join(directory, name));
    symlinkSync('1', join(directory, 'current'));
    const path = join(directory, 'current/admin.sock');
    const [old, next] = [createServer(), createServer()];
    const removeOld = await listenUnix(old, path, ADMIN);
    symlinkSync('2', join(directory, 'new'));
    renameSync(join(directory, 'new'), join(directory, 'current'));
    const removeNext = await listenUnix(next, path, ADMIN);
    old.close();
    removeOld();
    expect(readdirSync(join(directory, '1'))).toEqual([]);
    expect(readdirSync(join(directory, '2'))).toEqual(['admin.sock']);
    next.close();
    removeNext();
    expect(readdirSync(join(directory, '2'))).toEqual([]);
  });

  it('removes nothing after its folder is removed', async () => {
    const path = join(directory, 'made/admin.sock');
    const server = createServer();
    const remove = await listenUnix(server, path, ADMIN);
    rmSync(join(directory, 'made'), { recursive: true });
    server.close();
    remove();
    expect(readdirSync(directory)).toEqual([]);
  });

  it('replaces the socket of a killed process', async () => {
    const path = join(directory, 'admin.sock');
    const holder = await startHolder(path);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(lstatSync(path).isSocket()).toBe(true);
    const server = createServer();
    const remove = await listenUnix(server, path, ADMIN);
    const caller = connect(path);
    await once(caller, 'connect');
    caller.destroy();
    server.close();
    remove();
  });

  it('keeps a socket on which another process listens', async () => {
    const path = join(directory, 'admin.sock');
    const holder = await startHolder(path);
    await expect(listenUnix(createServer(), path, ADMIN)).rejects.toMatchObject({
      message: `Cannot listen on ADMIN_SOCKET="${path}": another process is listening there; stop that process or set ADMIN_SOCKET to another path`,
      exitCode: 69,
    });
    const caller = connect(path);
    await once(caller, 'connect');
    caller.destroy();
    expect(readdirSync(directory)).toEqual(['admin.sock']);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
  });

  const remedy = 'set ADMIN_SOCKET to a path in a directory that this user can write to, or to off';
  const refusal = (path: string, reason: string) => ({
    message: `Cannot create ADMIN_SOCKET="${path}": ${reason}; ${remedy}`,
    exitCode: 73,
  });

  it.each([
    [
      'a file',
      (path: string) => {
        writeFileSync(path, 'precious');
      },
    ],
    [
      'a directory',
      (path: string) => {
        mkdirSync(path);
      },
    ],
    [
      'a link that leads nowhere',
      (path: string) => {
        symlinkSync('nowhere', path);
      },
    ],
  ])('never removes %s', async (_, make) => {
    const path = join(directory, 'admin.sock');
    make(path);
    const before = lstatSync(path).ino;
    await expect(listenUnix(createServer(), path, ADMIN)).rejects.toMatchObject(
      refusal(path, 'the path exists and is not a socket'),
    );
    expect(lstatSync(path).ino).toBe(before);
    expect(readdirSync(directory)).toEqual(['admin.sock']);
  });

  it('never removes the socket of another user', async () => {
    const path = join(directory, 'admin.sock');
    const holder = await startHolder(path);
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    chownSync(path, 65_534, 65_534);
    await expect(listenUnix(createServer(), path, ADMIN)).rejects.toMatchObject(
      refusal(path, 'a socket of user 65534 exists there'),
    );
    expect(lstatSync(path).uid).toBe(65_534);
  });

  it.each([
    ['missing/below/admin.sock', 'no such directory'],
    ['file/admin.sock', 'no such directory'],
    [`${'x'.repeat(120)}.sock`, 'expected at most 107 bytes, and at most 97 for the directory'],
    [`${'x'.repeat(90)}/a.sock`, 'expected at most 107 bytes, and at most 97 for the directory'],
  ])('reports why %s cannot be created', async (name, reason) => {
    writeFileSync(join(directory, 'file'), '');
    const path = join(directory, name);
    await expect(listenUnix(createServer(), path, ADMIN)).rejects.toMatchObject(
      refusal(path, reason),
    );
    expect(readdirSync(directory)).toEqual(['file']);
  });

  it('reports that a directory is not writable', () => {
    const path = join(directory, 'admin.sock');
    chmodSync(directory, 0o755);
    const { error } = callAsNobody({ modulePath, name: 'listenUnix', args: [{}, path, ADMIN] });
    expect(error).toEqual(refusal(path, 'permission denied'));
  });

  it('does not remove a path that was replaced', async () => {
    const path = join(directory, 'admin.sock');
    const server = createServer();
    const remove = await listenUnix(server, path, ADMIN);
    rmSync(path);
    writeFileSync(path, 'another');
    server.close();
    remove();
    expect(readFileSync(path, 'utf8')).toBe('another');
  });

  it('listens on a path of exactly 107 bytes', async () => {
    const directoryOf97 = join(directory, 'x'.repeat(97 - Buffer.byteLength(directory) - 1));
    const path = join(directoryOf97, 'admin.soc');
    expect(Buffer.byteLength(path)).toBe(107);
    const server = createServer();
    (await listenUnix(server, path, ADMIN))();
    server.close();
  });
});
