import type { IncomingMessage } from 'node:http';
import type { ManagementServerOptions } from '../server/create-management-server.ts';
import type { Reply } from '../server/route.ts';
import { problem, statusOf } from '../server/send-reply.ts';
import type { Audit } from './audit.ts';
import { authorize } from './authorize.ts';
import type { Caller } from './caller.ts';
import { findIntrusion } from './find-intrusion.ts';
import type { ManagementSettings } from '../../config/declared/management.ts';

/** Limits the paths in the audit log, because clients without a token can cause entries. */
const MAX_PATH_CHARACTERS = 1_024;

export interface AccessOptions {
  readonly settings: Pick<ManagementSettings, 'adminAccess' | 'adminDangerous'>;
  readonly audit: Audit;
  /** Paths that need no token: the parts of the console's page. */
  readonly publicPaths: ReadonlySet<string>;
  /** Returns the accepted Host values; undefined on the unix socket. */
  readonly hosts: () => ReadonlySet<string> | undefined;
  /** Returns the caller, or a refusal. */
  readonly authenticate: (request: IncomingMessage) => Caller | Reply;
}

/** Creates the access checks of each admin call: its origin, its caller, and what the caller may do. */
export function createAccess({
  settings,
  audit,
  publicPaths,
  hosts,
  authenticate,
}: AccessOptions): Pick<
  ManagementServerOptions,
  'guard' | 'authorize' | 'findRole' | 'onAnswered'
> {
  const isPublic = (request: IncomingMessage): boolean =>
    isRead(request) && publicPaths.has(pathOf(request));
  const callers = new WeakMap<IncomingMessage, Caller>();
  return {
    guard: (request) => {
      const intrusion = findIntrusion(request, hosts());
      if (intrusion !== undefined) return intrusion;
      if (isPublic(request)) return undefined;
      const caller = authenticate(request);
      if (!('actor' in caller)) return caller;
      callers.set(request, caller);
      return undefined;
    },
    authorize: (request, route) => {
      if (route.isPublic) return undefined;
      const caller = callers.get(request);
      return caller === undefined ? problem(401) : authorize(caller.role, route, settings);
    },
    findRole: (request) => {
      const role = callers.get(request)?.role;
      return settings.adminAccess === 'read' ? role && 'read' : role;
    },
    onAnswered: (request, reply) => {
      const status = statusOf(reply);
      const { method = '' } = request;
      const caller = callers.get(request);
      const isKnown = caller !== undefined || isPublic(request);
      if (isKnown && isRead(request) && status !== 403) return;
      audit.record({
        actor: caller?.actor ?? null,
        role: caller?.role ?? null,
        method,
        path: pathOf(request).slice(0, MAX_PATH_CHARACTERS),
        status,
        ...reply.audit,
      });
    },
  };
}

function isRead({ method }: IncomingMessage): boolean {
  return method === 'GET' || method === 'HEAD';
}

function pathOf({ url = '' }: IncomingMessage): string {
  return url.split('?', 1)[0] ?? '';
}
