import { planAppFiles } from './plan-app-files.ts';

const parts = {
  appFile: Buffer.from('app'),
  sbom: { document: Buffer.from('{}'), licences: new Map([['a@1.0.0.txt', Buffer.from('MIT')]]) },
};

const list = (volumes: readonly string[]) => {
  const user = { uid: 10, gid: 20 };
  const run = { user, tcpPorts: [], volumes, healthcheck: undefined };
  return planAppFiles(parts, { title: 'shop', run }).map(
    ({ path, mode, owner = 0, group = 0 }) => `${mode.toString(8)} ${owner}:${group} ${path}`,
  );
};

describe('planAppFiles()', () => {
  it('lists the app file, the SBOM and the licences, below folders of their own', () => {
    expect(list([])).toEqual([
      '755 0:0 usr',
      '755 0:0 usr/share',
      '755 0:0 usr/share/doc',
      '755 0:0 usr/share/doc/shop',
      '644 0:0 sbom.cdx.json',
      '644 0:0 server.app',
      '644 0:0 usr/share/doc/shop/a@1.0.0.txt',
    ]);
  });

  it('gives each volume to the user of the image, with the folders above it', () => {
    const entries = list(['/data', '/run/shop/admin']);
    expect(entries).toEqual(
      expect.arrayContaining([
        '700 10:20 data',
        '755 0:0 run',
        '755 0:0 run/shop',
        '700 10:20 run/shop/admin',
      ]),
    );
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('lists each folder once and before its content, also if volumes lie in each other', () => {
    const paths = list(['/run/shop', '/run', '/usr/share/doc/shop']);
    expect(paths.slice(0, 6)).toEqual([
      '700 10:20 run',
      '700 10:20 run/shop',
      '755 0:0 usr',
      '755 0:0 usr/share',
      '755 0:0 usr/share/doc',
      '700 10:20 usr/share/doc/shop',
    ]);
  });
});
