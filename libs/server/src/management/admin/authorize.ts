import type { Reply, Route } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';
import type { Role } from './caller.ts';
import type { ManagementSettings } from '../../config/declared/management.ts';

/** Returns the refusal of a call that is off or not allowed to its caller; undefined if it is allowed. */
export function authorize(
  role: Role,
  { access, switch: name }: Pick<Route, 'access' | 'switch'>,
  { adminAccess, adminDangerous }: Pick<ManagementSettings, 'adminAccess' | 'adminDangerous'>,
): Reply | undefined {
  if (access === 'read') return undefined;
  if (adminAccess === 'read')
    return problem(403, 'Expected a call that only reads, because ADMIN_ACCESS=read');
  if (role === 'read')
    return problem(
      403,
      'Expected the token of ADMIN_TOKEN; the token of ADMIN_READ_TOKEN may only read',
    );
  if (access === 'write') return undefined;
  if (name !== undefined && adminDangerous.includes(name)) return undefined;
  return problem(403, `Expected ADMIN_DANGEROUS to contain ${name ?? 'this operation'}`);
}
