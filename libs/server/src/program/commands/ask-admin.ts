import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Environment } from '../../config/reading.ts';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { findAdminSocket, planAdminSockets } from '../../management/admin/socket-path.ts';
import type { AdminRequest } from './parse-request.ts';

export interface AdminPlace {
  readonly env: Environment;
  /** Of the program, by which its unix socket is found. */
  readonly name: string;
  readonly settings: { readonly adminSocket: string | undefined };
  readonly flags: {
    readonly url: URL | undefined;
    readonly 'token-file': string | undefined;
  };
}

/**
 * Sends a request to the administration of a server, over its unix socket or the URL given.
 *
 * @returns The answer, its body still to come.
 * @throws {Fault} `ADMIN_ABSENT`, `ADMIN_UNREACHABLE` or `ADMIN_TOKEN_UNREADABLE`.
 */
export async function askAdmin(
  { method, path, body }: AdminRequest,
  place: AdminPlace,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const { where, target } = findTarget(place);
  const headers = {
    ...target.headers,
    // What there is now may be changed, whatever it is: who looks first and who changes is one person.
    ...(method === 'PATCH' && { 'If-Match': '*' }),
    ...(body !== undefined && { 'Content-Type': contentTypes[method] ?? 'application/json' }),
  };
  const { request } = target.isSecure ? await import('node:https') : await import('node:http');
  const asked = request({ ...target, method, path, headers, signal, agent: false });
  asked.end(body);
  try {
    const [answer] = (await once(asked, 'response')) as [IncomingMessage];
    return answer;
  } catch (error) {
    if (signal.aborted) throw error;
    const reason = errnoOf(error) ?? String(error);
    throw new Fault('ADMIN_UNREACHABLE', { where, reason }, { cause: error });
  }
}

/** RFC 7396 for what is changed in part. */
const contentTypes: Readonly<Record<string, string>> = { PATCH: 'application/merge-patch+json' };

interface Target {
  readonly socketPath?: string;
  /** Whether it speaks TLS. */
  readonly isSecure?: boolean;
  readonly hostname?: string;
  readonly port?: string;
  readonly headers: Readonly<Record<string, string>>;
}

function findTarget(place: AdminPlace): { readonly where: string; readonly target: Target } {
  const { env, name, settings, flags } = place;
  const { url, 'token-file': tokenFile } = flags;
  if (url !== undefined) {
    const { hostname, port, href, protocol } = url;
    const headers = tokenFile === undefined ? {} : authorize(tokenFile);
    // A URL writes an IPv6 address in brackets, a socket without.
    const bare = hostname.replace(/^\[(.*)\]$/, '$1');
    const isSecure = protocol === 'https:';
    return { where: href, target: { hostname: bare, port, headers, isSecure } };
  }
  const places = planAdminSockets({ env, name, setting: settings.adminSocket });
  const socketPath = findAdminSocket(places);
  if (socketPath === undefined) throw new Fault('ADMIN_ABSENT', { places });
  // Whoever may open the socket is known; the name only makes the request whole.
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
