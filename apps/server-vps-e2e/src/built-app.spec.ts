import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { runProgram, startProgram as run } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { endProgram, startProgram, type HostProgram } from './host-program.ts';

/** Its route /broken throws, and /socket is a WebSocket, closed with 1001 when the server drains. */
const MAIN = 'libs/server/testing/programs/streams.fixture.ts';
const CLI = join(workspacePath, 'tools/src/cli/main.ts');

const folder = mkdtempSync(join(tmpdir(), 'built-app-'));
const ADMIN_SOCKET = join(folder, 'admin.sock');
const binary = join(folder, 'streams');
let app: HostProgram;
let lines: AsyncIterator<string, undefined>;

function tscratch(args: readonly string[], input = ''): string {
  return runProgram(process.execPath, [CLI, ...args], { cwd: folder, input });
}

beforeAll(async () => {
  tscratch(['build', join(workspacePath, MAIN), '--name=streams', '--source-map']);
  app = await startProgram({ command: [binary], environment: { ADMIN_SOCKET } });
  if (app.child.stdout === null) throw new Error('its output is not read');
  lines = createInterface({ input: app.child.stdout })[Symbol.asyncIterator]();
}, 180_000);
afterAll(() => {
  app.child.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Waits for a line of the log with a message. */
async function logged(msg: string): Promise<string> {
  for (;;) {
    const { value, done } = await lines.next();
    if (done === true) throw new Error(`the program ended without "${msg}"`);
    if (value.includes(`"msg":"${msg}"`)) return value;
  }
}

function symbolicate(input: string): string {
  return tscratch(['symbolicate', '--map=streams.map', `--program=${binary}`], input);
}

/** Where a source has a text; line and column count from 1. */
function placeOf(path: string, text: string): string {
  const source = readFileSync(join(workspacePath, path), 'utf8').split('\n');
  const line = source.findIndex((each) => each.includes(text));
  return `${path}:${line + 1}:${(source[line] ?? '').indexOf(text) + 1}`;
}

describe('an app as one file', () => {
  it('logs an error of a route, whose stack leads to the line of its source', async () => {
    expect((await fetch(`${app.url}/broken`)).status).toBe(500);
    const line = await logged('request failed');
    expect(line).toContain(`(${binary}.app:`);
    const { err } = JSON.parse(symbolicate(`${line}\n`)) as { err: { stack: string } };
    const [message, frame] = err.stack.split('\n');
    expect(message).toBe('TypeError: no such stream');
    expect(frame).toContain(placeOf(MAIN, 'new TypeError'));
    expect(err.stack).not.toContain('.app:');
  });

  it('records a CPU profile, whose functions are in the lines of their sources', async () => {
    const recorded = new AbortController();
    const load = (async () => {
      while (!recorded.signal.aborted) await (await fetch(`${app.url}/broken`)).text();
    })();
    const args = ['admin', 'POST', '/profiles/cpu?seconds=1', `--admin-socket=${ADMIN_SOCKET}`];
    const { stdout } = await run(binary, args);
    recorded.abort();
    await load;
    const { nodes } = JSON.parse(symbolicate(stdout)) as { nodes: readonly Node[] };
    const functions = nodes.map(({ callFrame }) => callFrame).filter(isOfServer);
    expect(functions.length).toBeGreaterThan(5);
    expect(functions.filter((frame) => !isInItsLine(frame))).toEqual([]);
  });

  it('dumps its threads, whose frames lead to their sources', () => {
    const dump = runProgram(binary, ['admin', '/threaddump', `--admin-socket=${ADMIN_SOCKET}`]);
    const [frame = ''] = /at answerThreadDump \(.*\)/.exec(symbolicate(dump)) ?? [];
    const path = 'libs/server/src/management/diagnostics/diagnostic-routes.ts';
    expect(frame).toContain(`(${placeOf(path, 'captureOwnStack()')})`);
  });

  it('tells a WebSocket of the drain, and ends with 0', async () => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/socket`);
    await once(socket, 'open');
    const closed = once(socket, 'close');
    const ended = endProgram(app, 'SIGTERM');
    expect(await closed).toMatchObject([{ code: 1001, wasClean: true }]);
    expect(await ended).toEqual({ exitCode: 0, signal: null });
  });
});

interface Node {
  readonly callFrame: Frame;
}

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
}

/** Functions with a name; of two with one name, esbuild numbers the second. */
function isOfServer({ url, functionName }: Frame): boolean {
  return url.startsWith('libs/server/src/') && /^\w+$/.test(functionName);
}

function isInItsLine({ url, functionName, lineNumber }: Frame): boolean {
  const source = readFileSync(join(workspacePath, url), 'utf8').split('\n');
  return source[lineNumber]?.includes(functionName.replace(/\d+$/, '')) === true;
}
