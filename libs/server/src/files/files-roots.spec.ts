import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { collectLog, type LogLine } from '../../testing/collect-log.ts';
import { exchangeRaw } from '../../testing/exchange-raw.ts';
import { runProgram, startProgram, type ProgramProcess } from '../../testing/start-program.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');
const folder = mkdtempSync(join(tmpdir(), 'roots-'));
const at = (name: string): string => join(folder, name);

const FILES = {
  'www/index.html': 'www',
  'www/same.txt': 'www',
  'www/docs/shadowed.txt': 'shadowed',
  'www/docsets/a.txt': 'docsets',
  'www/404.html': 'www lacks it',
  'www/_headers': '/*\n  X-Root: www\n',
  'docs/index.html': 'docs',
  'docs/same.txt': 'docs',
  'docs/same.txt.gz': 'not asked for',
  'docs/folder/a.txt': 'folder',
  'docs/app.html': 'app',
  'docs/404.html': 'docs lacks it',
  'docs/.env': 'secret',
  'docs/_headers':
    '/*\n  X-Root: docs\n/shared/*\n  Access-Control-Allow-Origin: https://a.example\n  Access-Control-Max-Age: 60\n  Vary: Origin\n/open/*\n  Access-Control-Allow-Origin: *\n  Access-Control-Allow-Methods: GET\n',
  'docs/_redirects': '/old /new 301\n/away https://b.example/ 302\n/app/* /app.html 200\n',
  'api/same.txt': 'api',
  'challenges/token': 'key authorization',
  'secret.txt': 'secret',
};

let program: ProgramProcess;
let log: () => readonly LogLine[];
let port: number;
beforeAll(async () => {
  for (const [name, text] of Object.entries(FILES)) {
    mkdirSync(dirname(at(name)), { recursive: true });
    writeFileSync(at(name), text);
  }
  symlinkSync('../www/same.txt', at('docs/other-root.txt'));
  const roots = ['/docs=docs', '/docs/api=api', '/.well-known/acme-challenge=challenges'];
  program = startProgram(main, {
    env: {
      FILES_ROOT: at('www'),
      FILES_ROOTS: roots.map((root) => root.replace('=', `=${folder}/`)).join(),
      FILES_RULES: 'true',
      FILES_NOT_FOUND: '/404.html',
      OPS_PORT: '0',
    },
  });
  log = collectLog(program);
  await until(() => log().some(({ msg }) => msg === 'ready'));
  const line = log().find(({ msg, listener }) => msg === 'listening' && listener === undefined);
  ({ port } = line?.['address'] as { port: number });
});
afterAll(() => {
  program.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

interface Answered {
  readonly status: number;
  readonly location: string | undefined;
  readonly root: string | undefined;
  readonly body: string;
}

async function get(target: string, line = `GET ${target} HTTP/1.1`): Promise<Answered> {
  const [head = '', ...body] = (await exchangeRaw(port, line)).split('\r\n\r\n');
  return {
    status: Number(head.slice(9, 12)),
    location: /^Location: (.*?)\r?$/m.exec(head)?.[1],
    root: /^X-Root: (.*?)\r?$/m.exec(head)?.[1],
    body: body.join('\r\n\r\n'),
  };
}

describe('FILES_ROOTS', () => {
  it.each([
    ['/', 'www', 'www'],
    ['/same.txt', 'www', 'www'],
    ['/docsets/a.txt', 'docsets', 'www'],
    ['/docs/', 'docs', 'docs'],
    ['/docs/?a=b', 'docs', 'docs'],
    ['/docs/same.txt', 'docs', 'docs'],
    ['/docs/folder/a.txt', 'folder', 'docs'],
    ['/docs/app/some/route', 'app', 'docs'],
    ['/docs/api/same.txt', 'api', undefined],
    ['/%64ocs/same.txt', 'docs', 'docs'],
    ['/docs/%61pi/same.txt', 'api', undefined],
    ['/docs/s%61me.txt', 'docs', 'docs'],
    ['http://test/docs/same.txt', 'docs', 'docs'],
    ['/.well-known/acme-challenge/token', 'key authorization', undefined],
  ])('serves %s from the longest prefix', async (target, body, root) => {
    for (let count = 0; count < 2; count += 1)
      expect(await get(target)).toMatchObject({ status: 200, body, root });
  });

  it.each([
    ['/docs', 'docs/'],
    ['/docs?a=b', 'docs/?a=b'],
    ['/docs/api', 'api/'],
    ['/docs/folder', 'folder/'],
    ['//docs/same.txt', '../../docs/same.txt'],
    ['/docs//same.txt', '../same.txt'],
    ['/docs/old', '/docs/new'],
    ['/docs/away', 'https://b.example/'],
  ])('redirects %s to %s', async (target, location) => {
    const answered = await get(target);
    expect([301, 302]).toContain(answered.status);
    expect(answered.location).toBe(location);
  });

  it.each([
    ['/docs/shadowed.txt', 'docs lacks it'],
    ['/%64ocs/shadowed.txt', 'docs lacks it'],
    ['/docs/api/app.html', 'Not Found'],
    ['/docs/.env', 'docs lacks it'],
    ['/docs/_headers', 'docs lacks it'],
    ['/docs/other-root.txt', 'docs lacks it'],
    ['/docs/../secret.txt', 'docs lacks it'],
    ['/docs/%2e%2e/secret.txt', 'docs lacks it'],
    ['/docs/..%2fsecret.txt', 'docs lacks it'],
    ['/docs%2fsame.txt', 'www lacks it'],
    ['/docs%00/same.txt', 'www lacks it'],
    ['/Docs/same.txt', 'www lacks it'],
    ['/api/same.txt', 'www lacks it'],
  ])('does not serve %s', async (target, body) => {
    const answered = await get(target);
    expect(answered.status).toBe(404);
    expect(answered.body).toContain(body);
  });

  it('answers other methods as one directory does', async () => {
    for (const target of ['/docs', '/docs/same.txt'])
      expect((await get(target, `POST ${target} HTTP/1.1`)).status).toBe(405);
  });

  it('has a route of its own in the log, and each directory in the line of the start', async () => {
    await get('/docs/api/same.txt?route');
    await until(() => log().some((line) => line['route'] === '/docs/api/{*path}'));
    const { filesRoots, filesRoot } = log().find(({ msg }) => msg === 'listening') ?? {};
    expect([filesRoot, filesRoots]).toEqual([
      at('www'),
      expect.arrayContaining([`/docs=${at('docs')}`]),
    ]);
  });

  it('answers the preflight of what _headers shares with another origin', async () => {
    const ask = (target: string): Promise<Response> =>
      fetch(`http://127.0.0.1:${port}${target}`, {
        method: 'OPTIONS',
        headers: { Origin: 'https://a.example', 'Access-Control-Request-Method': 'GET' },
      });
    const shared = await ask('/docs/shared/a.json');
    expect(shared.status).toBe(204);
    expect(Object.fromEntries(shared.headers)).toMatchObject({
      'access-control-allow-origin': 'https://a.example',
      'access-control-allow-methods': 'GET, HEAD',
      'access-control-max-age': '60',
      vary: 'Origin',
    });
    expect(shared.headers.has('x-root')).toBe(false);
    const open = await ask('/docs/open/a.json');
    expect(open.headers.get('access-control-allow-methods')).toBe('GET');
    expect((await ask('/docs/same.txt')).status).toBe(405);
    expect((await get('/docs/shared/a', 'OPTIONS /docs/shared/a HTTP/1.1')).status).toBe(405);
  });

  it('names what is missing, and what is wrong in a file of rules', async () => {
    const missing = await runProgram(main, { env: { FILES_ROOTS: '/a=/nowhere' } });
    expect([missing.exitCode, missing.stderr]).toEqual([
      66,
      'fixture: Cannot serve files from "/nowhere": no such directory; create it or set /a in FILES_ROOTS to another one\n',
    ]);
    mkdirSync(at('wrong'));
    writeFileSync(at('wrong/_redirects'), '/a\n');
    const env = { FILES_ROOTS: `/a=${at('wrong')}`, FILES_RULES: 'true' };
    const wrong = await runProgram(main, { env });
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      78,
      expect.stringContaining('wrong/_redirects'),
    ]);
  });

  it.each(['1', '2'])('names all that is missing at once, with %s threads', async (threads) => {
    const env = {
      FILES_ROOT: '/none',
      FILES_ROOTS: '/a=/nowhere,/b=/dev/null',
      SERVING_THREADS: threads,
    };
    const missing = await runProgram(main, { env });
    expect([missing.exitCode, missing.stderr.split('\n')]).toEqual([
      66,
      [
        'fixture: Cannot serve files from "/none": no such directory; create it or set FILES_ROOT to another one',
        'fixture: Cannot serve files from "/nowhere": no such directory; create it or set /a in FILES_ROOTS to another one',
        'fixture: Cannot serve files from "/dev/null": expected a directory; set /b in FILES_ROOTS to the directory that contains it',
        '',
      ],
    ]);
  });

  it('names all wrong files of rules at once', async () => {
    for (const name of ['wrong-1', 'wrong-2']) {
      mkdirSync(at(name));
      writeFileSync(at(`${name}/_redirects`), '/a\n');
    }
    const roots = `/a=${at('wrong-1')},/b=${at('wrong-2')}`;
    const wrong = await runProgram(main, { env: { FILES_ROOTS: roots, FILES_RULES: 'true' } });
    expect([wrong.exitCode, wrong.stderr]).toEqual([
      78,
      expect.stringMatching(
        /^fixture: .*wrong-1\/_redirects.*\nfixture: .*wrong-2\/_redirects.*\n$/,
      ),
    ]);
  });

  it('warns of a page that no directory has', async () => {
    const env = { FILES_ROOTS: `/docs=${at('docs')},/api=${at('api')}` };
    const pages = { FILES_FALLBACK: '/none.html', FILES_NOT_FOUND: '/404.html' };
    const alone = startProgram(main, { env: { ...env, ...pages } });
    try {
      const lines = collectLog(alone);
      await until(() => lines().some(({ msg }) => msg === 'ready'));
      const warnings = lines().filter(({ level }) => level === 'warn');
      expect(warnings).toEqual([
        expect.objectContaining({
          setting: 'FILES_FALLBACK',
          page: '/none.html',
          msg: 'no such page',
        }),
      ]);
    } finally {
      alone.kill('SIGKILL');
    }
  });

  it('leaves / to the alive answer without FILES_ROOT, and and reads its directory again', async () => {
    mkdirSync(at('late'));
    const alone = startProgram(main, { env: { FILES_ROOTS: `/late=${at('late')}` } });
    try {
      const lines = collectLog(alone);
      await until(() => lines().some(({ msg }) => msg === 'ready'));
      const { address } = lines().find(({ msg }) => msg === 'listening') ?? {};
      const origin = `http://127.0.0.1:${(address as { port: number }).port}`;
      expect(await (await fetch(origin)).text()).toContain('is alive');
      expect((await fetch(`${origin}/late/`)).status).toBe(200);
      expect((await fetch(`${origin}/late/none`)).status).toBe(404);
      rmSync(at('late'), { recursive: true });
      alone.kill('SIGHUP');
      await until(() =>
        lines().some(
          ({ name, msg }) => name === 'files-root:/late' && String(msg).startsWith('reload failed'),
        ),
      );
    } finally {
      alone.kill('SIGKILL');
    }
  });
});
