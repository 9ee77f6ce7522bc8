import {
  mkdirSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { MODIFIED } from '../../testing/files-sandbox.ts';
import { SETTLED_MS, startFilesServer, type FilesServer } from '../../testing/files-server.ts';
import { readMetric } from '../../testing/read-metric.ts';
import { until } from '../../testing/until.ts';

const AGE_MS = 1_000;

/** What fetch asks for by default depends on other fields. */
const PLAIN = { 'accept-encoding': 'identity' };

let server: FilesServer;

beforeEach(async () => {
  server = await startFilesServer();
});
afterEach(() => server[Symbol.asyncDispose]());

const at = (name: string): string => join(server.sandbox.site, name);

function write(name: string, bytes: string | Buffer): void {
  server.write(name, bytes);
}

async function get(path: string, headers: Record<string, string> = {}) {
  const response = await fetch(server.app.origin + path, { headers: { ...PLAIN, ...headers } });
  return response.ok ? response.text() : response.status;
}

/** Requests a path until the cache keeps its file; the latest look at it is then of now. */
async function keep(path: string, headers?: Record<string, string>): Promise<void> {
  await get(path, headers);
  server.nowMs += SETTLED_MS;
  await get(path, headers);
}

function count(name: string): number | undefined {
  return readMetric(server.app.metrics, `files.cache.${name}`)[''];
}

const files = () => server.app.managed.filesCache?.state().files;

describe('a file that is kept', () => {
  it('is one that was asked for twice, some time apart', async () => {
    await get('/plain.txt');
    await get('/plain.txt');
    server.nowMs = SETTLED_MS - 1;
    await get('/plain.txt');
    expect([files(), count('hits'), count('misses')]).toEqual([0, 0, 3]);
    server.nowMs = SETTLED_MS;
    await get('/plain.txt');
    expect([files(), count('hits'), count('misses')]).toEqual([1, 0, 4]);
    expect(await get('/plain.txt')).toBe('0123456789');
    expect([count('hits'), count('misses')]).toEqual([1, 4]);
  });

  it('is not one whose state changed between the two', async () => {
    await get('/plain.txt');
    write('plain.txt', 'abc');
    server.nowMs = SETTLED_MS;
    expect(await get('/plain.txt')).toBe('abc');
    expect(files()).toBe(0);
  });

  it('is not one from the future, which has no date until then', async () => {
    writeFileSync(at('plain.txt'), 'ahead');
    utimesSync(at('plain.txt'), new Date('2200-01-01'), new Date('2200-01-01'));
    await keep('/plain.txt');
    expect(files()).toBe(0);
  });

  it.each<[string, () => void, unknown]>([
    [
      'replaced',
      () => {
        write('new', 'new');
        renameSync(at('new'), at('plain.txt'));
      },
      'new',
    ],
    [
      'overwritten with as many bytes, and its date set back',
      () => {
        write('plain.txt', '9876543210');
      },
      '9876543210',
    ],
    [
      'truncated',
      () => {
        truncateSync(at('plain.txt'), 3);
      },
      '012',
    ],
    [
      'removed',
      () => {
        rmSync(at('plain.txt'));
      },
      404,
    ],
    [
      'forbidden, because it leads out of the root now',
      () => {
        rmSync(at('plain.txt'));
        symlinkSync('../outside.txt', at('plain.txt'));
      },
      404,
    ],
    [
      'a directory now',
      () => {
        rmSync(at('plain.txt'));
        mkdirSync(at('plain.txt'));
        write('plain.txt/index.html', 'index');
      },
      'index',
    ],
  ])('is served for its age, and then it is known that it is %s', async (_, change, after) => {
    await keep('/plain.txt');
    change();
    expect(await get('/plain.txt')).toBe('0123456789'); // from memory
    server.nowMs += AGE_MS / 2 - 1; // later, the cache looks in the background
    expect(await get('/plain.txt')).toBe('0123456789');
    server.nowMs += AGE_MS / 2 + 1;
    expect(await get('/plain.txt')).toBe(after);
  });

  it('is served without a pause if it is asked for all the time', async () => {
    await keep('/plain.txt');
    const misses = count('misses');
    for (let turn = 0; turn < 10; turn += 1) {
      server.nowMs += AGE_MS * 0.6; // 1.2 times the age from the latest look but one
      expect(await get('/plain.txt')).toBe('0123456789');
      const file = server.app.managed.filesCache?.store.get('/plain.txt');
      await until(() => file?.checkedMs === server.nowMs);
      await until(() => !(file?.isChecking ?? true));
    }
    expect([count('hits'), count('misses')]).toEqual([10, misses]);
  });

  it('is seen to have changed in the background before its age is reached', async () => {
    await keep('/plain.txt');
    rmSync(at('plain.txt'));
    server.nowMs += AGE_MS / 2;
    expect(await get('/plain.txt')).toBe('0123456789'); // and begins to look
    await until(() => files() === 0);
    expect(await get('/plain.txt')).toBe(404);
  });

  it.each([
    [{ range: 'bytes=2-4' }, 206, '234'],
    [{ range: 'bytes=10-' }, 416, 'Range Not Satisfiable\n'],
    [{ 'if-modified-since': MODIFIED }, 304, ''],
    [{ 'if-match': '"other"' }, 412, 'Precondition Failed\n'],
  ])('answers %j with %d', async (headers, status, body) => {
    await keep('/plain.txt');
    const response = await fetch(`${server.app.origin}/plain.txt`, {
      headers: { ...PLAIN, ...headers },
    });
    expect([response.status, await response.text()]).toEqual([status, body]);
    expect(count('hits')).toBe(1);
  });

  it('has the same header fields as from the disk, for HEAD too', async () => {
    const fieldsOf = async (method: string) => {
      const { headers } = await fetch(`${server.app.origin}/plain.txt`, { method, headers: PLAIN });
      return [...headers].filter(([name]) => name !== 'date');
    };
    const [get, head] = [await fieldsOf('GET'), await fieldsOf('HEAD')];
    await keep('/plain.txt');
    const hits = count('hits') ?? NaN;
    expect([await fieldsOf('GET'), await fieldsOf('HEAD')]).toEqual([get, head]);
    expect(count('hits')).toBe(hits + 2);
  });

  it('is kept for each coding, and looked at with its sibling', async () => {
    write('plain.txt.gz', 'coded');
    const gzip = { 'accept-encoding': 'gzip' };
    const typeOf = async (headers: Record<string, string>) => {
      const response = await fetch(`${server.app.origin}/plain.txt`, { method: 'HEAD', headers });
      return response.headers.get('content-encoding');
    };
    await typeOf(gzip);
    await keep('/plain.txt');
    expect(await typeOf(gzip)).toBe('gzip');
    expect(files()).toBe(2);
    expect([await typeOf(gzip), await typeOf({ 'accept-encoding': 'br' })]).toEqual(['gzip', null]);
    rmSync(at('plain.txt.gz'));
    server.nowMs += AGE_MS;
    expect(await typeOf(gzip)).toBeNull();
    write('plain.txt.gz', 'coded again');
    server.nowMs += AGE_MS;
    expect(await typeOf(gzip)).toBe('gzip');
  });

  it.each(['/page/', '/50%25%20%26%20%3Cb%3E.html', '/caf%E9.txt', '/inside-link.txt'])(
    'may be one like %s',
    async (path) => {
      await keep(path);
      expect(files()).toBe(1);
      await get(path);
      await get(`${path}?version=2`);
      await get(path.replace('a', '%61')); // another spelling
      expect(count('hits')).toBe(3);
    },
  );

  it('is not sent to a client of another root', async () => {
    await keep('/plain.txt');
    renameSync(server.sandbox.site, join(server.sandbox.path, 'old'));
    mkdirSync(server.sandbox.site);
    write('plain.txt', 'new root');
    server.nowMs += AGE_MS;
    expect(await get('/plain.txt')).toBe('new root');
  });
});

describe('requests that arrive at once', () => {
  /** All are parsed before the first look ends, because they arrive in one piece. */
  async function getAtOnce(path: string): Promise<readonly string[]> {
    const socket = connect(server.app.port, '127.0.0.1');
    const request = (more = ''): string => `GET ${path} HTTP/1.1\r\nHost: test\r\n${more}\r\n`;
    socket.write(request().repeat(19) + request('Connection: close\r\n'));
    return (await text(socket)).match(/HTTP\/1\.1 \d+|0123456789$/gm) ?? [];
  }

  it.each([
    ['/plain.txt', 'HTTP/1.1 200'],
    ['/absent', 'HTTP/1.1 404'],
  ])('for %s share one look, whether it is kept or not', async (path, status) => {
    for (server.nowMs of [0, AGE_MS, SETTLED_MS + AGE_MS]) {
      const misses = count('misses') ?? NaN;
      const answers = await getAtOnce(path);
      expect(answers.filter((answer) => answer === status)).toHaveLength(20);
      expect(count('misses')).toBe(misses + 1);
    }
  });

  it('each get a large file by a look of their own until it is kept', async () => {
    write('large.bin', Buffer.alloc(200_000));
    expect(await getAtOnce('/large.bin')).toHaveLength(20);
    server.nowMs = SETTLED_MS;
    const misses = count('misses') ?? NaN;
    expect(await getAtOnce('/large.bin')).toHaveLength(20);
    expect([files(), count('misses')]).toEqual([1, misses + 1]);
  });
});

describe('a path that leads to nothing', () => {
  it('is known for the age, in each spelling', async () => {
    expect(await get('/late.txt')).toBe(404);
    write('late.txt', 'here');
    server.nowMs += AGE_MS - 1;
    expect([await get('/late.txt'), await get('/l%61te.txt')]).toEqual([404, 404]);
    expect([count('hits'), count('misses')]).toEqual([2, 1]);
    server.nowMs += 1;
    expect(await get('/late.txt')).toBe('here');
  });

  it('is one of a bounded number', async () => {
    for (let turn = 0; turn < 2_100; turn += 1) await get(`/absent-${turn}`);
    expect(server.app.managed.filesCache?.state()).toMatchObject({ absent: 2_000 });
    await get('/absent-2099');
    await get('/absent-0'); // was forgotten first
    expect(count('hits')).toBe(1);
  });
});
