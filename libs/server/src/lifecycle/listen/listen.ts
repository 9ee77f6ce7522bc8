import type { AddressInfo, Server } from 'node:net';
import type { Settings } from '../../config/settings.ts';

/** Address that a server listens on. */
export interface ListenAddress extends Pick<Settings, 'host' | 'port'> {
  /** Which of the two were set, and are not defaults. */
  readonly isSet: { readonly host: boolean; readonly port: boolean };
  /** File descriptor of a listening socket that the service manager passed for this address. */
  readonly fd: number | undefined;
}

/**
 * Owner of a socket: a bound one closes with this process, an adopted one stays open in the service manager,
 * and a server with `handed` has none, because the main thread hands it connections.
 */
export type SocketOrigin = 'bound' | 'adopted' | 'handed';

/** Opens the socket of a server, which is one of node:http unless there are several serving threads; resolves when the server accepts connections, rejects with a Fault. */
export type Listen = (server: Server, address: ListenAddress) => Promise<SocketOrigin>;

/** A listening socket, whose connections a server gets: the server itself, or one in front of it. */
export interface Acceptor {
  readonly server: Server;
  /** Address for the log; null for a unix socket that was passed by the service manager. */
  readonly address: AddressInfo | string | null;
  /** Removes the path of its unix socket; undefined if it has none, or it is not ours. */
  readonly removePath?: () => void;
}
