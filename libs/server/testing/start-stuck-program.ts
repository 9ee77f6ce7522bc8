import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { askSocket, type SocketResponse } from './ask-socket.ts';
import { startProgram } from './start-program.ts';
import { until } from './until.ts';

const MAIN = join(import.meta.dirname, 'programs/stuck-program.fixture.ts');

/** A running program with its addresses and its log. */
export interface StuckProgram extends AsyncDisposable {
  readonly app: string;
  readonly ops: () => string;
  readonly socketPath: string;
  readonly folder: string;
  readonly lines: readonly Readonly<Record<string, unknown>>[];
  readonly ask: (line: string, more?: object) => Promise<SocketResponse>;
  readonly stop: () => Promise<{ readonly exitCode: number | null; readonly stderr: string }>;
}

/** Starts the program whose main thread can be blocked, with a limit of one second for it. */
export async function startStuckProgram(
  env: Readonly<Record<string, string>> = {},
): Promise<StuckProgram> {
  const folder = mkdtempSync(join(tmpdir(), 'diagnostics-'));
  const socketPath = join(folder, 'admin.sock');
  const program = startProgram(MAIN, {
    env: {
      OPS_PORT: '0',
      ADMIN_SOCKET: socketPath,
      ADMIN_DANGEROUS: 'heapdump',
      LIVENESS_STALL_MS: '1000',
      ...env,
    },
  });
  const stderr = text(program.stderr);
  const lines: Record<string, unknown>[] = [];
  createInterface({ input: program.stdout }).on('line', (line) => {
    lines.push(JSON.parse(line) as Record<string, unknown>);
  });
  const origin = (listener: string | undefined): string => {
    const line = lines.findLast(
      ({ msg, ...facts }) => msg === 'listening' && facts['listener'] === listener,
    );
    return `http://127.0.0.1:${(line?.['address'] as { port: number }).port}`;
  };
  await until(() => lines.some(({ msg }) => msg === 'ready')).catch((error: unknown) => {
    program.kill('SIGKILL'); // else Jest would wait for it
    throw error;
  });
  const stop = async () => {
    program.kill('SIGTERM');
    if (program.exitCode === null) await once(program, 'exit');
    return { exitCode: program.exitCode, stderr: await stderr };
  };
  return {
    app: origin(undefined),
    ops: () => origin('ops'),
    socketPath,
    folder,
    lines,
    ask: (line, more) => askSocket({ socketPath, line, ...more }),
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      rmSync(folder, { recursive: true });
    },
  };
}
