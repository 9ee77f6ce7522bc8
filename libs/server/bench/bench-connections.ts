/**
 * `npx nx run server:bench-connections`: resident memory of server-vps with idle kept-alive connections, each of which
 * has had one request, and what the kernel adds for their sockets. Needs as many open files as connections, twice.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const COUNTS = [0, 1_000, 5_000, 10_000];
const PORT = 17_400;
const SETTLE_MS = 12_000; // one round of everything that runs now and then
const BATCH = 200;
const PAGE_BYTES = 4_096;

const program = join(import.meta.dirname, '../../../dist/apps/server-vps/server-vps');

/** Opens a connection and waits for the answer to one request on it. */
async function open(): Promise<Socket> {
  const socket = connect(PORT, '127.0.0.1');
  await once(socket, 'connect');
  socket.write('GET / HTTP/1.1\r\nHost: bench\r\n\r\n');
  await once(socket, 'data');
  return socket;
}

async function openAll(count: number): Promise<readonly Socket[]> {
  const sockets: Socket[] = [];
  while (sockets.length < count)
    sockets.push(...(await Promise.all(Array.from({ length: BATCH }, open))));
  return sockets;
}

function residentBytes({ pid }: ChildProcess): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) * 1_024;
}

/** Memory of all TCP sockets' buffers on this machine: proc(5) sockstat. */
function kernelBytes(): number {
  const text = readFileSync('/proc/net/sockstat', 'utf8');
  return Number(/^TCP: .* mem (\d+)$/m.exec(text)?.[1]) * PAGE_BYTES;
}

async function measure(count: number, threads: string): Promise<number> {
  const limits = { MAX_CONNECTIONS: '20000', KEEP_ALIVE_TIMEOUT_MS: '600000' };
  const env = { PORT: String(PORT), SERVING_THREADS: threads, ...limits };
  const silent = { LOG_LEVEL: 'warn', OPS_PORT: '0', ADMIN_SOCKET: 'off', HOST: '127.0.0.1' };
  const server = spawn(program, [], { env: { ...env, ...silent }, stdio: 'ignore' });
  try {
    for (;;) {
      const first = await open().catch(() => undefined);
      first?.destroy();
      if (first !== undefined) break;
      await setTimeout(50);
    }
    const sockets = await openAll(count);
    await setTimeout(SETTLE_MS);
    const bytes = residentBytes(server);
    for (const socket of sockets) socket.destroy();
    return bytes;
  } finally {
    server.kill('SIGKILL');
    await once(server, 'exit');
  }
}

for (const threads of ['1', '2']) {
  const idleBytes = await measure(0, threads);
  for (const count of COUNTS) {
    const bytes = count === 0 ? idleBytes : await measure(count, threads);
    const each = count === 0 ? '' : `, ${((bytes - idleBytes) / count / 1_000).toFixed(1)} kB each`;
    console.log(
      `${threads} thread(s), ${count} connections: ${(bytes / 1e6).toFixed(0)} MB resident${each}; TCP buffers of the machine ${(kernelBytes() / 1e6).toFixed(1)} MB`,
    );
  }
}
