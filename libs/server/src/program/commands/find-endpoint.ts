import { readFileSync } from 'node:fs';
import type { Environment } from '../../config/reading.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { findAdminSocket, planAdminSockets } from '../../management/admin/socket-path.ts';

/** How to reach the admin API: by URL, or by the unix socket that settings and environment name. */
export interface AdminTarget {
  readonly env: Environment;
  /** Name of the program, which is part of the path of its unix socket. */
  readonly name: string;
  readonly settings: { readonly adminSocket: string | undefined };
  readonly flags: {
    readonly url: URL | undefined;
    readonly 'token-file': string | undefined;
  };
}

/** Options of a request to the admin API. */
export interface AdminEndpoint {
  readonly socketPath?: string;
  /** Whether to connect by TLS. */
  readonly isSecure?: boolean;
  readonly hostname?: string;
  readonly port?: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Finds the admin API of a server: its unix socket, or the given URL with its token.
 *
 * @returns The endpoint, and `where` it is as a person would write it.
 * @throws {Fault} `ADMIN_ABSENT` or `ADMIN_TOKEN_UNREADABLE`.
 */
export function findEndpoint(adminTarget: AdminTarget): {
  readonly where: string;
  readonly target: AdminEndpoint;
} {
  const { env, name, settings, flags } = adminTarget;
  const { url, 'token-file': tokenFile } = flags;
  if (url !== undefined) {
    const { hostname, port, href, protocol } = url;
    const headers = tokenFile === undefined ? {} : authorize(tokenFile);
    // An IPv6 address has brackets in a URL, and none in the options of a socket.
    const bare = hostname.replace(/^\[(.*)\]$/, '$1');
    const isSecure = protocol === 'https:';
    return { where: href, target: { hostname: bare, port, headers, isSecure } };
  }
  const places = planAdminSockets({ env, name, setting: settings.adminSocket });
  const socketPath = findAdminSocket(places);
  if (socketPath === undefined) throw new Fault('ADMIN_ABSENT', { places });
  // Permissions of the socket authenticate its clients; Host is only required by HTTP.
  return { where: socketPath, target: { socketPath, headers: { Host: 'localhost' } } };
}

function authorize(path: string): Readonly<Record<string, string>> {
  try {
    return { Authorization: `Bearer ${readFileSync(path, 'utf8').trim()}` };
  } catch (error) {
    const reason = errnoOf(error);
    if (reason === undefined) throw error;
    throw new Fault('ADMIN_TOKEN_UNREADABLE', { path, reason }, { cause: error });
  }
}
