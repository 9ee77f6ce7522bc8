import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Environment } from '../../config/reading.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { findAdminSocket, planAdminSockets } from '../../management/admin/socket-path.ts';
import type { AdminRequest } from './parse-request.ts';

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

/**
 * Sends a request to the admin API of a server, over its unix socket or the given URL.
 *
 * @returns The response, whose body is not read yet.
 * @throws {Fault} `ADMIN_ABSENT`, `ADMIN_UNREACHABLE` or `ADMIN_TOKEN_UNREADABLE`.
 */
export async function sendAdminRequest(
  { method, path, body }: AdminRequest,
  adminTarget: AdminTarget,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { where, target } = findEndpoint(adminTarget);
  const headers = {
    ...target.headers,
    // Change the current state, whichever it is: a person at a terminal does not send the ETag of an earlier GET.
    ...(method === 'PATCH' && { 'If-Match': '*' }),
    ...(body !== undefined && { 'Content-Type': contentTypes[method] ?? 'application/json' }),
  };
  const { request } = target.isSecure ? await import('node:https') : await import('node:http');
  const sent = request({ ...target, method, path, headers, signal, agent: false });
  sent.end(body);
  try {
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    return response;
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = errnoOf(error) ?? String(error);
    throw new Fault('ADMIN_UNREACHABLE', { where, reason }, { cause: error });
  }
}

/** A PATCH is a merge patch: RFC 7396. */
const contentTypes: Readonly<Record<string, string>> = { PATCH: 'application/merge-patch+json' };

interface Endpoint {
  readonly socketPath?: string;
  /** Whether to connect by TLS. */
  readonly isSecure?: boolean;
  readonly hostname?: string;
  readonly port?: string;
  readonly headers: Readonly<Record<string, string>>;
}

function findEndpoint(adminTarget: AdminTarget): {
  /** The endpoint as a person would write it. */
  readonly where: string;
  readonly target: Endpoint;
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
