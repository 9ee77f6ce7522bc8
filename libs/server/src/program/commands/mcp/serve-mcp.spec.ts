import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { readCommandLine } from '../../../../testing/read-command-line.ts';
import { createTestWorld } from '../../../../testing/test-world.ts';
import { QUIET } from '../../../../testing/start-program.ts';
import { startStuckProgram, type StuckProgram } from '../../../../testing/start-stuck-program.ts';
import { serverSettings } from '../../../config/settings.ts';
import { serveMcp } from './serve-mcp.ts';

const MAIN = join(import.meta.dirname, '../../../../testing/programs/stuck-program.fixture.ts');
const VERSION = '2025-11-25';

let program: StuckProgram;
beforeAll(async () => {
  program = await startStuckProgram({ LIVENESS_STALL_MS: '60000' });
});
afterAll(() => program[Symbol.asyncDispose]());

const argsFor = (...flags: readonly string[]): string[] => [MAIN, 'admin', 'mcp', ...flags];
const envFor = (socket: string): Record<string, string> => ({ ...QUIET, ADMIN_SOCKET: socket });

/** Sends lines, ends the input, and returns the answers and the exit status. */
async function talk(lines: readonly string[], adminSocket = program.socketPath) {
  const input = lines.map((line) => `${line}\n`).join('');
  const world = createTestWorld({ openStdin: () => Readable.from([input]) });
  const exitCode = await serveMcp(world, {
    name: 'stuck',
    version: '1.0.0',
    settings: { adminSocket },
    flags: { url: undefined, 'token-file': undefined },
    allow: 'read',
    stop: new AbortController().signal,
  });
  const answers = world.written
    .stdout()
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as unknown);
  return { answers, exitCode };
}
const request = (method: string, params?: unknown, id: unknown = 1): string =>
  JSON.stringify({ jsonrpc: '2.0', id, method, params });

describe('admin mcp', () => {
  it.each([
    ['{', null, -32700, 'Cannot parse the line: expected JSON'],
    ['[]', null, -32600, 'Expected one JSON-RPC 2.0 request per line'],
    ['1', null, -32600, 'Expected one JSON-RPC 2.0 request per line'],
    ['null', null, -32600, 'Expected one JSON-RPC 2.0 request per line'],
    ['{"id":1,"method":"ping"}', null, -32600, 'Expected one JSON-RPC 2.0 request per line'],
    [request('ping', {}, 1.5), null, -32600, 'Expected one JSON-RPC 2.0 request'],
    [request('ping', []), null, -32600, 'Expected one JSON-RPC 2.0 request'],
    [request('toString'), 1, -32601, 'No method "toString"'],
    [request('resources/list', {}, 'a'), 'a', -32601, 'No method "resources/list"'],
    [request('initialize', {}), 1, -32602, 'Expected params.protocolVersion'],
    [request('tools/call', {}), 1, -32602, 'No tool undefined'],
    [request('tools/call', { name: 'post_drain' }), 1, -32602, 'No tool "post_drain"'],
    [
      request('tools/call', { name: 'get_info', arguments: [] }),
      1,
      -32602,
      'Expected an object as arguments',
    ],
  ])('refuses %s', async (line, id, code, message) => {
    const { answers, exitCode } = await talk([line]);
    expect(answers).toEqual([
      {
        jsonrpc: '2.0',
        id,
        error: { code, message: expect.stringContaining(message) as string },
      },
    ]);
    expect(exitCode).toBe(0);
  });

  it.each([
    ['2024-11-05', '2024-11-05'],
    ['2025-06-18', '2025-06-18'],
    ['2025-11-25', '2025-11-25'],
    ['2025-03-26', VERSION], // has batches
    ['1999-01-01', VERSION],
  ])('agrees with a client of %s on %s', async (asked, agreed) => {
    const { answers } = await talk([request('initialize', { protocolVersion: asked })]);
    expect(answers).toMatchObject([{ result: { protocolVersion: agreed } }]);
  });

  it('refuses a later revision with those that it knows', async () => {
    const _meta = { 'io.modelcontextprotocol/protocolVersion': '2099-01-01' };
    const { answers } = await talk([request('tools/list', { _meta })]);
    expect(answers).toMatchObject([
      {
        error: {
          code: -32022,
          data: { supported: ['2026-07-28', VERSION, '2025-06-18', '2024-11-05'] },
        },
      },
    ]);
  });

  it('answers what was asked before stdin ended, nothing to notifications, and ends with 0', async () => {
    const lines = [
      request('initialize', { protocolVersion: VERSION }, 'first'),
      '{"jsonrpc":"2.0","method":"notifications/initialized"}',
      '{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":"none"}}',
      '{"jsonrpc":"2.0","method":"unknown"}',
      '',
      request('tools/call', { name: 'get_health' }, 2),
    ];
    const { answers, exitCode } = await talk(lines);
    expect(answers).toMatchObject([{ id: 'first' }, { id: 2, result: { isError: false } }]);
    expect(exitCode).toBe(0);
  });

  it.each([
    ['get_loggers_name', {}, 'Expected the argument "name"'],
    ['get_loggers_name', { name: '' }, 'Expected the argument "name"'],
    ['get_loggers_name', { name: '\ud800' }, 'Expected Unicode text as "name"'],
    ['get_info', { body: { a: 1 } }, 'Expected no argument "body": GET /info takes none'],
  ])('tells the model what %s %j lacks', async (name, given, text) => {
    const { answers } = await talk([request('tools/call', { name, arguments: given })]);
    expect(answers).toMatchObject([{ result: { isError: true, content: [{ text }] } }]);
  });

  it('reports a server that does not run, and tries again with each request', async () => {
    const call = request('tools/call', { name: 'get_health' }, 2);
    const { answers, exitCode } = await talk(
      [request('ping'), request('tools/list'), call],
      `${program.socketPath}.absent`,
    );
    expect(answers).toContainEqual({ jsonrpc: '2.0', id: 1, result: {} });
    const error = { code: -32603, message: expect.stringContaining('.absent') as string };
    for (const id of [1, 2]) expect(answers).toContainEqual({ jsonrpc: '2.0', id, error });
    expect(exitCode).toBe(0);
  });

  it('ends with 0 at SIGTERM while a stream is open', async () => {
    const mcp = spawn(process.execPath, argsFor(), { env: envFor(program.socketPath) });
    const tool = { name: 'get_logs', arguments: { seconds: 120 } };
    mcp.stdin.write(`${request('tools/call', tool)}\n${request('ping', {}, 2)}\n`);
    for await (const line of createInterface({ input: mcp.stdout })) {
      expect(JSON.parse(line)).toMatchObject({ id: 2 });
      break;
    }
    mcp.kill('SIGTERM');
    await once(mcp, 'close');
    expect(mcp.exitCode).toBe(0);
  });

  it.each([
    [['--allow=all'], 'Cannot read --allow="all": expected one of read, write, dangerous'],
    [['GET'], 'Cannot use the argument "GET"; remove it'],
    [['--port=1'], 'Cannot use the flag "--port" with admin mcp'],
  ])('refuses the command line %j', async (flags, message) => {
    const mcp = spawn(process.execPath, argsFor(...flags), { env: envFor('off') });
    const stderr = await text(mcp.stderr);
    expect(stderr).toContain(message);
  });
});

describe('docs/mcp.md', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../../../docs/mcp.md'), 'utf8');
  const blocks = [...page.matchAll(/^```json\n(.+?)^```$/gms)].map(([, block = '']) => block);
  const configurations = blocks.flatMap((block) => {
    const { mcpServers } = JSON.parse(block) as { mcpServers: Record<string, { args: string[] }> };
    return Object.entries(mcpServers);
  });

  it.each(configurations)(
    'configures clients with a command line that is accepted: %s',
    (_, { args }) => {
      const line = args.slice(args.indexOf('admin'));
      expect(readCommandLine(line, {}, serverSettings)).toMatchObject({ command: 'admin mcp' });
    },
  );
});
