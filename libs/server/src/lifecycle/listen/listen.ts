import type { Server } from 'node:http';
import type { Settings } from '../../config/settings.ts';

/** Address that a server listens on. */
export interface ListenAddress extends Pick<Settings, 'host' | 'port'> {
  /** Which of the two were set, and are not defaults. */
  readonly isSet: { readonly host: boolean; readonly port: boolean };
  /** File descriptor of a listening socket that the service manager passed for this address. */
  readonly fd: number | undefined;
}

/** Owner of a socket: a bound one closes with this process, an adopted one stays open in the service manager. */
export type SocketOrigin = 'bound' | 'adopted';

/** Opens the socket of a server; resolves when the server accepts connections, rejects with a Fault. */
export type Listen = (server: Server, address: ListenAddress) => Promise<SocketOrigin>;
