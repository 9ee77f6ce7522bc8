import type { Reply, Route } from '../server/route.ts';
import { problem } from '../server/send-reply.ts';
import type { Role } from './caller.ts';
import type { ManagementSettings } from '../../config/declared/management.ts';

/** Gives the refusal of a call that its caller, or nobody, may make; undefined where it may be made. */
export function authorize(
  role: Role,
  { access, switch: name }: Pick<Route, 'access' | 'switch'>,
  { adminAccess, adminDangerous }: Pick<ManagementSettings, 'adminAccess' | 'adminDangerous'>,
): Reply | undefined {
  if (access === 'read') return undefined;
  if (adminAccess === 'read')
    return problem(403, 'Expected a call that changes nothing; ADMIN_ACCESS is read');
  if (role === 'read') return problem(403, 'Expected the token of ADMIN_TOKEN, which may change');
  if (access === 'write') return undefined;
  if (name !== undefined && adminDangerous.includes(name)) return undefined;
  return problem(403, `Expected ADMIN_DANGEROUS to name ${name ?? 'it'}, which it does not`);
}
