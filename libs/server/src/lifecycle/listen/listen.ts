import type { Server } from 'node:http';
import type { Settings } from '../../config/settings.ts';

/** Where a server is to listen. */
export interface Place extends Pick<Settings, 'host' | 'port'> {
  /** Which of the two were set, and not left to their defaults. */
  readonly isSet: { readonly host: boolean; readonly port: boolean };
  /** Number of the listening socket that the service manager has handed over for it. */
  readonly fd: number | undefined;
}

/** Whose a socket is: bound, it ends with this process; adopted, the service manager keeps it. */
export type SocketOrigin = 'bound' | 'adopted';

/** A way to give the server its socket; resolves when connections are accepted, rejects with a Fault. */
export type Listen = (server: Server, place: Place) => Promise<SocketOrigin>;
