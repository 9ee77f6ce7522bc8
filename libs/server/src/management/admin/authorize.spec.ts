import type { Route } from '../server/route.ts';
import { authorize } from './authorize.ts';

type Rights = Pick<Route, 'access' | 'switch'>;
const read: Rights = { access: 'read' };
const write: Rights = { access: 'write' };
const heapdump: Rights = { access: 'dangerous', switch: 'heapdump' };
const open = { adminAccess: 'write', adminDangerous: ['heapdump'] } as const;
const usual = { adminAccess: 'write', adminDangerous: [] } as const;
const closed = { adminAccess: 'read', adminDangerous: ['heapdump'] } as const;

describe('authorize()', () => {
  it.each([
    ['read', read, closed],
    ['read', read, usual],
    ['write', read, closed],
    ['write', write, usual],
    ['write', heapdump, open],
  ] as const)('allows the role %s a call of %j with %j', (role, route, settings) => {
    expect(authorize(role, route, settings)).toBeUndefined();
  });

  it.each([
    [
      'read',
      write,
      open,
      'Expected the token of ADMIN_TOKEN; the token of ADMIN_READ_TOKEN may only read',
    ],
    [
      'read',
      heapdump,
      open,
      'Expected the token of ADMIN_TOKEN; the token of ADMIN_READ_TOKEN may only read',
    ],
    ['write', heapdump, usual, 'Expected ADMIN_DANGEROUS to contain heapdump'],
    ['write', { access: 'dangerous' }, open, 'Expected ADMIN_DANGEROUS to contain this operation'],
    ['write', write, closed, 'Expected a call that only reads, because ADMIN_ACCESS=read'],
    ['write', heapdump, closed, 'Expected a call that only reads, because ADMIN_ACCESS=read'],
  ] as const)('denies the role %s a call of %j with %j', (role, route, settings, detail) => {
    expect(authorize(role, route, settings)).toMatchObject({ status: 403, json: { detail } });
  });
});
