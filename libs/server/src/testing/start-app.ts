import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../http/create-app.ts';
import { createLog } from '../log/log.ts';
import { createTestWorld } from './test-world.ts';

export interface RunningApp extends AsyncDisposable {
  readonly server: Server;
  readonly port: number;
  readonly origin: string;
  /** Log lines so far, parsed. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
}

/** Starts the application on a free port of the loopback interface. */
export async function startApp(filesRoot?: string): Promise<RunningApp> {
  const world = createTestWorld();
  const log = createLog({ level: 'info', now: world.now, sink: world.stdout });
  const server = createServer(createApp({ ...world, log, filesRoot }));
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    server,
    port,
    origin: `http://127.0.0.1:${port}`,
    log: () => world.written.stdout().split('\n').filter(Boolean).map(parseLine),
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await once(server.close(), 'close');
    },
  };
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Readonly<Record<string, unknown>>;
}
