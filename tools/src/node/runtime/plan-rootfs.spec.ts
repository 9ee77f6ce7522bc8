import { planRootfs } from './plan-rootfs.ts';

describe('planRootfs()', () => {
  const entries = planRootfs({
    executable: Buffer.from('program'),
    licences: new Map([['glibc.txt', Buffer.from('LGPL')]]),
  });

  it('contains one program, the account, a writable /tmp, the licences, and nothing else', () => {
    expect(entries.map(({ path, mode }) => `${mode.toString(8)} ${path}`).toSorted()).toEqual([
      '1777 tmp',
      '644 etc/group',
      '644 etc/passwd',
      '644 usr/share/doc/server/glibc.txt',
      '755 etc',
      '755 server',
      '755 usr',
      '755 usr/share',
      '755 usr/share/doc',
      '755 usr/share/doc/server',
    ]);
  });

  it('contains the account that the image runs as', () => {
    const passwd = entries.find(({ path }) => path === 'etc/passwd');
    expect(Buffer.from(passwd?.bytes ?? []).toString()).toContain('nonroot:x:65532:65532:');
  });
});
