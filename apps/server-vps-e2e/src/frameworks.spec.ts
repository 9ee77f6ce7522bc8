import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { bundleFixture } from '@tscratch/tools/testing/any-app/bundle-fixture';
import { install } from '@tscratch/tools/testing/any-app/install';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const page = readFileSync(join(workspacePath, 'docs/frameworks.md'), 'utf8');
const main = readCode(page, 'main.ts');
const sections = page
  .split('\n## ')
  .slice(1)
  .map((text) => ({
    name: text.slice(0, text.indexOf('\n')),
    routes: readCode(text, 'routes.ts'),
  }));

const ASKED: Readonly<Record<string, readonly [path: string, init?: RequestInit]>> = {
  'GraphQL Yoga': [
    '/graphql',
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{ "query": "{ framework id }" }',
    },
  ],
};

/** Lines of a framework's code, most of them imports and the app itself. */
const LINES = 21;

let folder: string;

beforeAll(() => {
  folder = install({
    name: 'frameworks',
    folder: join(workspacePath, 'tools/testing/any-app/frameworks'),
  });
  const scope = join(folder, 'node_modules/@tscratch');
  rmSync(scope, { recursive: true, force: true });
  mkdirSync(scope);
  symlinkSync(join(workspacePath, 'libs/server'), join(scope, 'server'));
  for (const { name, routes } of sections) {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'main.ts'), main);
    writeFileSync(join(folder, name, 'routes.ts'), routes);
  }
}, 120_000);

function readCode(text: string, name: string): string {
  const [, code = ''] = text.split(`\`\`\`ts ${name}\n`);
  return code.slice(0, code.indexOf('```'));
}

describe('docs/frameworks.md', () => {
  it('shows six frameworks, each in a few lines', () => {
    const names = ['Fastify', 'Hono', 'Koa', 'NestJS', 'GraphQL Yoga', 'tRPC'];
    expect(sections.map(({ name }) => name)).toEqual(names);
    const counts = sections.map(({ routes }) => routes.trimEnd().split('\n').length);
    expect(Math.max(...counts)).toBeLessThanOrEqual(LINES);
  });

  it('compiles in an app', () => {
    const tsc = join(workspacePath, 'node_modules/typescript/bin/tsc');
    const check = () =>
      runProgram(process.execPath, [tsc, '--project', join(folder, 'tsconfig.app.json')]);
    expect(check()).toBe('');
  }, 120_000);
});

describe.each(sections)('$name as routes of the server', ({ name }) => {
  let program: Program;

  beforeAll(async () => {
    const bundlePath = join(folder, name, 'main.cjs');
    cpSync((await bundleFixture(folder, join(name, 'main.ts'))).path, bundlePath);
    program = await start(bundlePath);
  }, 60_000);
  afterAll(() => program.child.kill('SIGKILL'));

  it('gives requests an id, a line in the access log and a metric', async () => {
    const [path, init] = ASKED[name] ?? ['/hello'];
    const answer = await fetch(`${program.origin}${path}`, init);
    const id = answer.headers.get('x-request-id');
    expect([answer.status, id]).toEqual([200, expect.stringMatching(/.-1$/)]);
    const body = await answer.text();
    expect(body).toContain(`"id":"${String(id)}"`);
    expect(await program.logged(({ requestId }) => requestId === id)).toMatchObject({
      status: 200,
    });
    const metrics = await (await fetch(`${program.ops}/metrics`)).text();
    const [count = ''] =
      /^http_server_request_duration_seconds_count\{.*\} 1$/m.exec(metrics) ?? [];
    expect(count).toContain('http_response_status_code="200"');
    expect(count.includes('http_route="/hello"')).toBe(name === 'NestJS');
  });

  it('drains', async () => {
    const exited = once(program.child, 'exit');
    program.child.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });
});

type Line = Readonly<Record<string, unknown>>;

interface Program {
  readonly child: ChildProcessByStdio<null, Readable, null>;
  readonly origin: string;
  readonly ops: string;
  /** Waits for a line of the log. */
  readonly logged: (isWanted: (line: Line) => boolean) => Promise<Line>;
}

async function start(path: string): Promise<Program> {
  const listeners = { HOST: '127.0.0.1', PORT: '0', OPS_HOST: '127.0.0.1', OPS_PORT: '0' };
  const env = { ...listeners, ADMIN_SOCKET: 'off', SHUTDOWN_DELAY_MS: '0' };
  const child = spawn(process.execPath, [path], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const logged = async (isWanted: (line: Line) => boolean): Promise<Line> => {
    for (;;) {
      const { value, done } = await lines.next();
      if (done === true) throw new Error('the program ended');
      const line = JSON.parse(value) as Line;
      if (isWanted(line)) return line;
    }
  };
  const listening = (listener: string | undefined) =>
    logged((line) => line['msg'] === 'listening' && line['listener'] === listener);
  const [origin, ops] = [originOf(await listening(undefined)), originOf(await listening('ops'))];
  return { child, origin, ops, logged };
}

function originOf({ address }: Line): string {
  return `http://127.0.0.1:${(address as { port: number }).port}`;
}
