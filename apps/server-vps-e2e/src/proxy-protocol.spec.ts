import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { on, once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describeWith } from '@tscratch/tools/testing/describe-with';
import { tryProgram } from '@tscratch/tools/testing/program';
import { endProgram, startProgram, type HostProgram } from './host-program.ts';

/** HAProxy cannot let the kernel choose a port, so it gets an address of loopback that no other test has. */
const PROXY = `127.1.${(process.pid >> 8) & 255}.${process.pid & 255}`;

const needHaproxy = {
  found: tryProgram('haproxy', ['-v']).exitCode === 0,
  reason: 'haproxy not installed',
};

const run = promisify(execFile);

interface LogLine {
  readonly msg: string;
  readonly clientAddress?: string;
}

/** Reads the log until a request of a client, and returns the messages of all lines up to there. */
async function requestOf(client: string, { child }: HostProgram): Promise<readonly string[]> {
  if (child.stdout === null) throw new Error('The program has no output to read');
  const messages: string[] = [];
  for await (const [line] of on(createInterface({ input: child.stdout }), 'line')) {
    const { msg, clientAddress } = JSON.parse(line as string) as LogLine;
    messages.push(msg);
    if (clientAddress === client) return messages;
  }
  return messages;
}

function renderConfig(port: number): string {
  const versions = [
    ['send-proxy', 8_081],
    ['send-proxy-v2', 8_082],
  ] as const;
  const sections = versions.map(([option, bound]) => [
    `listen ${option}`,
    `  bind ${PROXY}:${bound}`,
    `  server app 127.0.0.1:${port} source ${PROXY} ${option} check inter 50ms check-send-proxy`,
  ]);
  const timeouts = ['client', 'server', 'connect'].map((name) => `  timeout ${name} 10s`);
  return ['defaults', '  mode tcp', ...timeouts, ...sections.flat(), ''].join('\n');
}

/** Starts HAProxy, and waits until it accepts connections. */
async function startProxy(config: string): Promise<ChildProcess> {
  const proxy = spawn('haproxy', ['-W', '-f', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  for await (const line of createInterface({ input: proxy.stderr }))
    if (line.includes('Loading success')) {
      proxy.stderr.resume();
      return proxy;
    }
  throw new Error('HAProxy ended before it was ready');
}

async function askThrough(port: number, localAddress: string): Promise<string> {
  const call = get({ host: PROXY, port, localAddress, agent: false });
  const [response] = (await once(call, 'response')) as [IncomingMessage];
  return text(response);
}

describe('the program with PROXY_PROTOCOL', () => {
  const folder = mkdtempSync(join(tmpdir(), 'proxy-'));
  let program: HostProgram;
  beforeAll(async () => {
    const environment = { PROXY_PROTOCOL: 'on', TRUSTED_PROXIES: `127.0.0.1,${PROXY}` };
    program = await startProgram({ environment });
  });
  afterAll(async () => {
    expect(await endProgram(program, 'SIGTERM')).toEqual({ exitCode: 0, signal: null });
    rmSync(folder, { recursive: true });
  });

  it('answers curl', async () => {
    const logged = requestOf('127.0.0.1', program);
    const options = { encoding: 'utf8' } as const;
    const { stdout } = await run('curl', ['-s', '--haproxy-protocol', program.url], options);
    expect(stdout).toContain('is alive');
    expect(await logged).not.toContain('refused');
  });

  describeWith(needHaproxy, 'behind HAProxy, which checks it', () => {
    let proxy: ChildProcess;
    beforeAll(async () => {
      const config = join(folder, 'haproxy.cfg');
      writeFileSync(config, renderConfig(program.port));
      proxy = await startProxy(config);
    });
    afterAll(async () => {
      const exited = once(proxy, 'exit');
      proxy.kill('SIGTERM');
      await exited;
    });

    it.each([
      [1, 8_081, '127.0.0.7'],
      [2, 8_082, '127.0.0.8'],
    ])('knows the client by version %d', async (_, port, client) => {
      const logged = requestOf(client, program);
      expect(await askThrough(port, client)).toContain('is alive');
      expect(await logged).not.toContain('refused');
    });
  });
});
