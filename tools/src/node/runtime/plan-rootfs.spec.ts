import { planRootfs } from './plan-rootfs.ts';

describe('planRootfs()', () => {
  const entries = planRootfs({
    executable: Buffer.from('program'),
    licences: new Map([['glibc.txt', Buffer.from('LGPL')]]),
  });

  it('contains one program with two names, the account, a writable /tmp, the licences, and nothing else', () => {
    const lines = entries.map(({ path, mode, linkTarget = '' }) =>
      `${mode.toString(8)} ${path} ${linkTarget}`.trim(),
    );
    expect(lines.toSorted()).toEqual([
      '1777 tmp',
      '644 etc/group',
      '644 etc/passwd',
      '644 usr/share/doc/node/glibc.txt',
      '755 etc',
      '755 usr',
      '755 usr/bin',
      '755 usr/bin/node',
      '755 usr/share',
      '755 usr/share/doc',
      '755 usr/share/doc/node',
      '777 server usr/bin/node',
    ]);
  });

  it('contains the account that the image runs as', () => {
    const passwd = entries.find(({ path }) => path === 'etc/passwd');
    expect(Buffer.from(passwd?.bytes ?? []).toString()).toContain('nonroot:x:65532:65532:');
  });
});
