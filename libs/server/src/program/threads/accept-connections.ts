import { createServer, type Server } from 'node:net';
import { countDrops } from '../../http/limits/connections.ts';
import { defaultMaxConnections } from '../../http/limits/max-connections.ts';
import { createRefusals, noteDrops } from '../../http/refusals.ts';
import { ACCEPTING } from '../../lifecycle/listen/accepting.ts';
import type { World } from '../../world/world.ts';
import type { Parts } from '../parts.ts';
import type { FleetControl } from './create-fleet.ts';

/**
 * Creates the server that accepts the connections of all threads. It reads nothing: a connection is handed on
 * with all its bytes.
 */
export function createAcceptor(
  { monotonicMs, openFilesLimit }: Pick<World, 'monotonicMs' | 'openFilesLimit'>,
  { liveSettings, metrics, loggers }: Parts,
  fleet: FleetControl,
): Server {
  const settings = liveSettings.current;
  const filesLimit = openFilesLimit();
  const server = createServer({ ...ACCEPTING, pauseOnConnect: true });
  countDrops(server, metrics);
  const note = createRefusals({ metrics, log: loggers.named('http'), monotonicMs });
  noteDrops(server, note);
  server.on('connection', (socket) => {
    const maxConnections =
      settings.maxConnections ?? defaultMaxConnections(filesLimit, fleet.count);
    // node:net counts only the connections that it has itself, and a handed one has left it.
    if (fleet.open() < maxConnections) {
      fleet.hand(socket, () => {
        note({ reason: 'no_thread', clientAddress: socket.remoteAddress });
        socket.destroy();
      });
      return;
    }
    const { remoteAddress, remotePort } = socket;
    socket.destroy();
    server.emit('drop', { remoteAddress, remotePort });
  });
  return server;
}
