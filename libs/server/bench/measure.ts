import { execFile, execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { get, type IncomingMessage } from 'node:http';
import { get as getByTls } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Contender, Figures } from './contender.ts';
import { wrk, type LoadClient } from './load-clients.ts';
import type { Load } from './parse-load.ts';

/** USER_HZ, the unit of times in /proc: proc_pid_stat(5). It is 100 on every architecture of Node. */
const TICKS_PER_SECOND = 100;
const [SERVER_CORE, CLIENT_CORE] = ['0', '1'];
const BYTES_PER_KIB = 1024;

export interface LoadOptions {
  readonly port: number;
  readonly seconds: number;
  readonly connectionCount: number;
  readonly path: string;
  /** Default: wrk. */
  readonly client?: LoadClient;
}

/** Starts a contender on one core, loads it from another, and stops it. */
export async function measure(contender: Contender, options: LoadOptions): Promise<Figures> {
  const start = performance.now();
  const server = startPinned(contender, options.port);
  try {
    await waitForResponse(server, contender, options);
    const startMs = performance.now() - start;
    const { cores: clientCores = CLIENT_CORE } = contender;
    const pinned = { ...options, clientCores };
    await load(pinned, Math.max(1, options.seconds / 2)); // warms up the compiler
    const before = cpuSeconds(server);
    const { requestCount, p99Ms } = await load(pinned, options.seconds);
    const requestsPerCpuSecond = requestCount / (cpuSeconds(server) - before);
    const requestsPerSecond = requestCount / Math.ceil(options.seconds);
    const resident = { rssBytes: rssBytes(server), startMs };
    return { requestsPerCpuSecond, requestsPerSecond, p99Ms, ...resident };
  } finally {
    const ended = once(server, 'exit');
    if (server.exitCode === null && server.kill('SIGKILL')) await ended;
  }
}

function startPinned(
  { command, args, env = {}, cores = SERVER_CORE }: Contender,
  port: number,
): ChildProcess {
  const log = openDiscardedPipe();
  const planes = { OPS_PORT: 'off', ADMIN_SOCKET: 'off' };
  const server = spawn('taskset', ['--cpu-list', cores, command, ...args], {
    env: { ...planes, ...env, PORT: String(port), HOST: '127.0.0.1' },
    stdio: ['ignore', log, 'inherit'],
  });
  closeSync(log);
  return server;
}

/**
 * Opens a pipe, which the log goes to with a container engine or journald, and discards what arrives.
 *
 * The reader is cat(1) on the core of the client: a reader in this process would compete with the client
 * for longer, and node:child_process gives sockets and not pipes.
 */
function openDiscardedPipe(): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-log-'));
  const path = join(folder, 'log');
  execFileSync('mkfifo', [path]);
  spawn('taskset', ['--cpu-list', CLIENT_CORE, 'cat', path], { stdio: 'ignore' });
  const fd = openSync(path, 'w'); // once cat has opened the other end
  rmSync(folder, { recursive: true });
  return fd;
}

async function waitForResponse(
  server: ChildProcess,
  { name }: Contender,
  options: LoadOptions,
): Promise<void> {
  for (let attempt = 0; attempt < 5_000 && server.exitCode === null; attempt += 1) {
    if (await isAnswered(options)) return;
    await setTimeout(1);
  }
  throw new Error(`Cannot measure "${name}": expected status 200 for ${options.path}`);
}

function isAnswered({ port, path, client = wrk }: LoadOptions): Promise<boolean> {
  const target = { host: '127.0.0.1', port, path, agent: false };
  return new Promise((resolve) => {
    const onResponse = (response: IncomingMessage): void => {
      response.resume();
      resolve(response.statusCode === 200);
    };
    const request =
      client.scheme === 'https'
        ? getByTls({ ...target, rejectUnauthorized: false }, onResponse)
        : get(target, onResponse);
    request.on('error', () => {
      resolve(false);
    });
  });
}

async function load(
  options: LoadOptions & { readonly clientCores: string },
  seconds: number,
): Promise<Load> {
  const { port, path, connectionCount, clientCores, client = wrk } = options;
  const command = client.command({ connectionCount, seconds: Math.ceil(seconds) });
  const url = `${client.scheme}://127.0.0.1:${port}${path}`;
  const args = ['--cpu-list', clientCores, ...command, url];
  const { stdout } = await promisify(execFile)('taskset', args);
  return client.parse(stdout);
}

function cpuSeconds({ pid }: ChildProcess): number {
  const stat = readFileSync(`/proc/${String(pid)}/stat`, 'utf8');
  const [userTicks, systemTicks] = stat.slice(stat.lastIndexOf(')')).split(' ').slice(12, 14);
  return (Number(userTicks) + Number(systemTicks)) / TICKS_PER_SECOND;
}

function rssBytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * BYTES_PER_KIB;
}
