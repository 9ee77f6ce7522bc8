import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { errnoOf, Fault } from '../../world/faults/fault.ts';
import { findEndpoint, type AdminTarget } from './find-endpoint.ts';
import type { AdminRequest } from './parse-request.ts';

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
    ...(body !== undefined && {
      'Content-Type': contentTypes[method] ?? 'application/json',
      'Content-Length': Buffer.byteLength(body), // Node leaves it out with DELETE
    }),
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
