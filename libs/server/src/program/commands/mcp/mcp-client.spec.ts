import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/client';
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio';
import { QUIET } from '../../../../testing/start-program.ts';
import { startStuckProgram, type StuckProgram } from '../../../../testing/start-stuck-program.ts';
import { until } from '../../../../testing/until.ts';

const MAIN = join(import.meta.dirname, '../../../../testing/programs/stuck-program.fixture.ts');

let program: StuckProgram;
beforeAll(async () => {
  program = await startStuckProgram({ LIVENESS_STALL_MS: '60000', MAX_HEADERS: '60' });
});
afterAll(() => program[Symbol.asyncDispose]());

/** Connects the SDK's client to `admin mcp` in a process of its own. */
async function connect(
  flags: readonly string[],
  mode: 'legacy' | { readonly pin: string } = 'legacy',
): Promise<Client & AsyncDisposable> {
  const client = new Client({ name: 'spec', version: '1' }, { versionNegotiation: { mode } });
  const env = { ...QUIET, ADMIN_SOCKET: program.socketPath };
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [MAIN, 'admin', 'mcp', ...flags],
      env,
    }),
  );
  return Object.assign(client, { [Symbol.asyncDispose]: () => client.close() });
}

/** Calls a tool and returns its text. */
async function call(client: Client, name: string, given: Record<string, unknown> = {}) {
  const { content, isError } = await client.callTool({ name, arguments: given });
  const [first] = content as readonly { readonly type: string; readonly text: string }[];
  return { isError, text: first?.text ?? '' };
}

describe('admin mcp, driven by the client of the SDK', () => {
  it.each(['legacy', { pin: '2026-07-28' }] as const)(
    'lists and calls the tools that read, in the protocol %j',
    async (mode) => {
      await using client = await connect([], mode);
      if (mode === 'legacy') expect(await client.ping()).toEqual({});
      expect(client.getServerVersion()).toMatchObject({ name: 'stuck', version: '1.0.0' });
      expect(client.getInstructions()).toContain('get_health');
      const { tools } = await client.listTools();
      const exchanges = tools.find(({ name }) => name === 'get_exchanges');
      expect(exchanges).toMatchObject({
        description: expect.stringMatching(/^Lists the latest requests/) as string,
        inputSchema: {
          type: 'object',
          properties: { limit: { type: 'integer', minimum: 1, maximum: 100, default: 100 } },
          required: [],
          additionalProperties: false,
        },
        annotations: { readOnlyHint: true, destructiveHint: false },
      });
      expect(tools.every(({ annotations }) => annotations?.readOnlyHint === true)).toBe(true);
      expect(tools.map(({ name }) => name)).not.toContain('get_openapi_json');
      await fetch(`${program.app}/seen-by-mcp`);
      const listed = await call(client, 'get_exchanges', { limit: 1 });
      expect(JSON.parse(listed.text)).toMatchObject({
        exchanges: [{ request: { uri: '/seen-by-mcp' } }],
      });
      const setting = await call(client, 'get_settings_key', { key: 'MAX_HEADERS' });
      expect(JSON.parse(setting.text)).toMatchObject({ value: 60 });
      expect((await call(client, 'get_threaddump')).text).toContain('"main" ');
    },
  );

  it.each([
    ['get_exchanges', { limit: 0 }, 'Cannot read limit=\\"0\\"'],
    ['get_exchanges', { limit: [1] }, 'Cannot read limit'],
    ['get_exchanges', { lmit: 1 }, 'expected limit, thread'],
    ['get_settings_key', { key: 'a/../b' }, 'No setting is named \\"a/../b\\"'],
    ['get_settings_key', {}, 'Expected the argument \\"key\\"'],
    ['get_files_cache', {}, 'No files are served; set FILES_ROOT'],
  ])('reports a refusal of the server as the error of %s %j', async (name, given, expected) => {
    await using client = await connect([]);
    const { isError, text: said } = await call(client, name, given);
    expect(isError).toBe(true);
    expect(JSON.stringify(said)).toContain(expected);
  });

  it('has no tool that changes anything, unless --allow=write', async () => {
    await using reading = await connect([]);
    const change = { name: 'post_loggers_name', arguments: { name: 'ROOT', body: {} } };
    await expect(reading.callTool(change)).rejects.toMatchObject({ code: -32602 });
    await using writing = await connect(['--allow=write']);
    const { tools } = await writing.listTools();
    expect(tools.find(({ name }) => name === 'patch_settings')).toMatchObject({
      inputSchema: {
        properties: { body: { type: 'object' }, ttl: { type: 'string' } },
        required: ['body'],
      },
      annotations: { readOnlyHint: false, destructiveHint: false },
    });
    expect(tools.map(({ name }) => name)).not.toContain('post_heapdump');
    const body = { MAX_TARGET_BYTES: 64 };
    const patched = await call(writing, 'patch_settings', { body, ttl: '10m' });
    expect(JSON.parse(patched.text)).toMatchObject({
      MAX_TARGET_BYTES: { value: 64, source: 'admin' },
    });
    expect(
      await call(writing, 'patch_settings', { body: { MAX_TARGET_BYTES: null } }),
    ).toMatchObject({ isError: false });
    const level = { name: 'none', body: { configuredLevel: 'debug' } };
    expect(await call(writing, 'post_loggers_name', level)).toMatchObject({
      isError: true,
      text: expect.stringContaining('No logger is named "none"') as string,
    });
  });

  it('offers dangerous tools with --allow=dangerous, which the server has to allow too', async () => {
    await using client = await connect(['--allow=dangerous']);
    const { tools } = await client.listTools();
    expect(tools.find(({ name }) => name === 'post_heapdump')?.annotations).toMatchObject({
      readOnlyHint: false,
      destructiveHint: true,
    });
    expect((await call(client, 'post_shutdown')).text).toContain(
      'Expected ADMIN_DANGEROUS to contain shutdown',
    );
  });

  it('says how to save a file instead of sending it', async () => {
    await using client = await connect(['--allow=dangerous']);
    expect(await call(client, 'post_heapdump', { thread: 'main' })).toEqual({
      isError: true,
      text: "The answer is a file. Save it with: stuck admin POST '/heapdump?thread=main' > FILE",
    });
  });

  it('cuts a long answer, and says so', async () => {
    await using client = await connect([]);
    const targets = Array.from(
      { length: 100 },
      (_, at) => `${program.app}/${at}/${'x'.repeat(700)}`,
    );
    await Promise.all(targets.map((target) => fetch(target)));
    const { text: said } = await call(client, 'get_exchanges');
    expect(said.length).toBeLessThan(61_000);
    expect(said).toMatch(/\[cut here: ask for less, .*stuck admin GET '\/exchanges' > FILE\]$/);
  });

  it('ends the streams of the log that the client cancels', async () => {
    await using client = await connect([]);
    const controller = new AbortController();
    const tool = { name: 'get_logs', arguments: { seconds: 120 } };
    const open: Promise<unknown>[] = [];
    // 404 for the logger, or 429 while three streams are open.
    const statusOfNext = async () => (await program.ask('GET /logs?logger=none')).status;
    await until(async () => {
      open.push(client.callTool(tool, { signal: controller.signal }));
      return (await statusOfNext()) === 429;
    });
    controller.abort();
    const ended = await Promise.allSettled(open);
    expect(ended.filter(({ status }) => status === 'rejected').length).toBeGreaterThan(2);
    await until(async () => (await statusOfNext()) === 404);
    expect((await call(client, 'get_health')).isError).toBe(false);
  });
});
