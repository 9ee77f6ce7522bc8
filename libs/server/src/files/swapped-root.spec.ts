import {
  mkdirSync,
  mkdtempSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Settings } from '../config/settings.ts';
import { collectLog } from '../../testing/collect-log.ts';
import { openRaw } from '../../testing/raw-client.ts';
import { startApp, type RunningApp } from '../../testing/start-app.ts';
import { startProgram } from '../../testing/start-program.ts';
import { until } from '../../testing/until.ts';

let folder: string;
let app: RunningApp;
let nowMs: number;
/** A clock that jumps looks like an event loop that is late. */
const STEADY = { shedLoopDelayMs: 0 };

const at = (name: string): string => join(folder, name);

/** Makes a release whose files contain its name. */
function release(name: string, files: readonly string[]): void {
  for (const file of files) {
    mkdirSync(join(at(name), file, '..'), { recursive: true });
    writeFileSync(join(at(name), file), name);
  }
}

/** Replaces the link in one step, as deployments do. */
function deploy(name: string): void {
  symlinkSync(name, at('new'));
  renameSync(at('new'), at('current'));
}

async function get(path: string): Promise<string> {
  const response = await fetch(app.origin + path);
  return response.ok ? response.text() : String(response.status);
}

beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'swapped-')));
  release('1', ['a.txt', 'index.html', 'folder/b.txt', 'only-in-1.txt']);
  release('2', ['a.txt', 'index.html', 'folder/b.txt']);
  writeFileSync(join(at('1'), '.env'), 'hidden');
  deploy('1');
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

async function startOn(settings: Partial<Settings>): Promise<void> {
  nowMs = 0;
  app = await startApp({ filesRoot: at('current'), monotonicMs: () => nowMs, settings });
}

/** A cache keeps files only if they are asked for again after seconds: see kept-files.spec.ts. */
describe.each<[string, Partial<Settings>]>([
  ['a cache', {}],
  ['no cache', { filesCacheBytes: 0 }],
])('a root that a deployment replaces, with %s', (_, settings) => {
  beforeEach(() => startOn({ ...STEADY, ...settings }));
  afterEach(() => app[Symbol.asyncDispose]());

  it('is the new one a second later, and that is logged', async () => {
    expect(await get('/a.txt')).toBe('1');
    deploy('2');
    nowMs = 999;
    expect(await get('/a.txt')).toBe('1');
    nowMs = 1_000;
    expect(await get('/a.txt')).toBe('2');
    expect(await get('/only-in-1.txt')).toBe('404');
    const changes = app.log().filter(({ msg }) => msg === 'files root changed');
    expect(changes).toMatchObject([{ level: 'info', filesRoot: at('2') }]);
  });

  it.each(['/a.txt', '/folder/b.txt', '/'])(
    'has %s at once if the old one is removed',
    async (path) => {
      expect(await get(path)).toBe('1');
      deploy('2');
      rmSync(at('1'), { recursive: true });
      expect(await get(path)).toBe('2');
    },
  );

  it('is the new one a second later for a request that arrives while another is looked for', async () => {
    expect(await get('/a.txt')).toBe('1');
    nowMs = 999;
    app.server.once('request', () => {
      deploy('2');
      nowMs = 1_000;
    });
    const request = (more = ''): string => `GET /a.txt HTTP/1.1\r\nHost: test\r\n${more}\r\n`;
    using client = await openRaw(app.port, request() + request('Connection: close\r\n'));
    await client.closed;
    expect(client.received().match(/(?<=\r\n\r\n)\d/g)).toEqual(['1', '2']);
  });

  it('has its index at once if that of the old one is removed first', async () => {
    expect(await get('/')).toBe('1');
    deploy('2');
    rmSync(join(at('1'), 'index.html'));
    expect(await get('/')).toBe('2');
  });

  it('has its new files at once, or when the cache no longer knows that they are absent', async () => {
    expect(await get('/new.txt')).toBe('404');
    release('2', ['new.txt']);
    deploy('2');
    if (settings.filesCacheBytes !== 0) nowMs = 1_000;
    expect(await get('/new.txt')).toBe('2');
  });

  it('is the new one at once after a folder on the way to it is renamed', async () => {
    expect(await get('/a.txt')).toBe('1');
    renameSync(at('1'), at('moved'));
    renameSync(at('2'), at('1'));
    expect(await get('/a.txt')).toBe('2');
  });

  it('answers 404 while it is missing, and serves again as soon as it is back', async () => {
    renameSync(at('current'), at('away'));
    nowMs = 1_000;
    expect(await get('/a.txt')).toBe('404');
    renameSync(at('away'), at('current'));
    expect(await get('/a.txt')).toBe('1');
  });

  it.each(['../1/a.txt', '../1/.env', '../current/../1/a.txt'])(
    'serves nothing through its link to %s of the old one',
    async (target) => {
      symlinkSync(target, join(at('2'), 'back'));
      expect(await get('/a.txt')).toBe('1');
      deploy('2');
      expect(await get('/back')).toBe('404');
      nowMs = 1_000;
      expect(await get('/back')).toBe('404');
    },
  );

  it('leads nowhere else while it alternates between two releases', async () => {
    symlinkSync('../1/a.txt', join(at('2'), 'back'));
    symlinkSync('../2/a.txt', join(at('1'), 'back'));
    for (let turn = 0; turn < 100; turn += 1) {
      nowMs += 1_000;
      const answers = Promise.all([get('/a.txt'), get('/back'), get('/folder/b.txt')]);
      deploy(turn % 2 === 0 ? '2' : '1');
      const [file, link, inner] = await answers;
      expect(['1', '2']).toContain(file);
      expect(['1', '2']).toContain(inner);
      expect(link).toBe('404');
    }
  });
});

describe('a program whose root goes away', () => {
  it('is not ready and says why, and takes the new root at SIGHUP', async () => {
    const main = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');
    const program = startProgram(main, { env: { FILES_ROOT: at('current') } });
    try {
      const log = collectLog(program);
      await until(() => log().some(({ msg }) => msg === 'ready'));
      deploy('2');
      program.kill('SIGHUP');
      await until(() => log().some(({ name }) => name === 'files-root'));
      expect(log().find(({ msg }) => msg === 'files root changed')).toMatchObject({
        filesRoot: at('2'),
      });
      rmSync(at('current'));
      await until(() => log().some(({ msg }) => msg === 'not ready'));
      expect(log().find(({ msg }) => msg === 'not ready')).toMatchObject({
        failing: {
          'files-root': `Cannot serve files from "${at('current')}": no such directory; create it or set FILES_ROOT to another one`,
        },
      });
      deploy('1');
      await until(() => log().filter(({ msg }) => msg === 'ready').length > 1);
    } finally {
      program.kill('SIGKILL');
    }
  }, 60_000); // two rounds of checks, 5 s apart
});
