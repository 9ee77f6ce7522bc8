import type { IncomingMessage } from 'node:http';
import type { ManagementServerOptions } from '../server/create-management-server.ts';
import type { Reply } from '../server/route.ts';
import { problem, statusOf } from '../server/send-reply.ts';
import type { Audit } from './audit.ts';
import { authorize } from './authorize.ts';
import type { Caller } from './caller.ts';
import { findIntrusion } from './find-intrusion.ts';
import type { ManagementSettings } from '../../config/declared/management.ts';

/** Longer paths are cut in the audit, where a caller without a token can write. */
const MAX_PATH_CHARACTERS = 1_024;

export interface AccessOptions {
  readonly settings: Pick<ManagementSettings, 'adminAccess' | 'adminDangerous'>;
  readonly audit: Audit;
  /** What Host may be; undefined on the unix socket. */
  readonly hosts: () => ReadonlySet<string> | undefined;
  /** Tells who calls, or refuses. */
  readonly authenticate: (request: IncomingMessage) => Caller | Reply;
}

/** Creates what the admin API checks of each call: where it comes from, who makes it, whether that is allowed. */
export function createAccess({
  settings,
  audit,
  hosts,
  authenticate,
}: AccessOptions): Pick<ManagementServerOptions, 'guard' | 'authorize' | 'onAnswered'> {
  const callers = new WeakMap<IncomingMessage, Caller>();
  return {
    guard: (request) => {
      const intrusion = findIntrusion(request, hosts());
      if (intrusion !== undefined) return intrusion;
      const caller = authenticate(request);
      if (!('actor' in caller)) return caller;
      callers.set(request, caller);
      return undefined;
    },
    authorize: (request, route) => {
      const caller = callers.get(request);
      return caller === undefined ? problem(401) : authorize(caller.role, route, settings);
    },
    onAnswered: (request, reply) => {
      const status = statusOf(reply);
      const { method = '', url = '' } = request;
      const caller = callers.get(request);
      const isLook = method === 'GET' || method === 'HEAD';
      if (caller !== undefined && isLook && status !== 403) return;
      const [path = ''] = url.split('?', 1);
      audit.record({
        actor: caller?.actor ?? null,
        role: caller?.role ?? null,
        method,
        path: path.slice(0, MAX_PATH_CHARACTERS),
        status,
        ...reply.audit,
      });
    },
  };
}
