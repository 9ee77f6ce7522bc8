import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { runProgram } from '../../../testing/program.ts';
import { renderDeb, type Deb } from './render-deb.ts';

const file = (path: string, content: string, mode = 0o644) => {
  return { path, mode, bytes: Buffer.from(content) };
};
const CONTROL = `Package: orders
Version: @VERSION@
Architecture: @ARCHITECTURE@
Maintainer: Somebody <somebody@example.org>
Installed-Size: @INSTALLED_SIZE@
Description: takes orders
`;
const deb: Deb = {
  control: { path: 'debian/control', text: CONTROL },
  version: '1.4.0-rc.1',
  architecture: 'amd64',
  scripts: [
    { name: 'postinst', text: '#!/bin/sh\n' },
    { name: 'triggers', text: 'interest-noawait /usr/lib/systemd/systemd\n' },
  ],
  files: [
    file('usr/bin/orders', 'x'.repeat(1025), 0o755),
    file('etc/default/orders', '#PORT=8080\n'),
    file('usr/share/doc/orders/sbom.cdx.json', '{"components":[]}'),
  ],
  mtimeSeconds: 1_700_000_000,
};

describeWith(needPrograms('dpkg-deb'), 'renderDeb()', () => {
  let folder: string;
  const read = (...args: readonly string[]) =>
    runProgram('dpkg-deb', [...args.slice(0, 1), 'orders.deb', ...args.slice(1)], {
      cwd: folder,
      env: { ...process.env, TZ: 'UTC' },
    });

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'deb '));
    writeFileSync(join(folder, 'orders.deb'), renderDeb(deb));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('fills in the control file: 2 KiB and twice 1 KiB for files, 8 KiB for directories', () => {
    expect(read('--field', 'Version', 'Architecture', 'Installed-Size').split('\n')).toEqual([
      'Version: 1.4.0~rc.1',
      'Architecture: amd64',
      'Installed-Size: 12',
    ]);
  });

  it('contains every folder above a file, all owned by root and with the same time', () => {
    const times = read('--contents').split('\n');
    expect(times.map((line) => line.replace(/ +\d+ 2023-11-14 22:13 /, ' '))).toEqual([
      'drwxr-xr-x 0/0 ./',
      'drwxr-xr-x 0/0 ./etc/',
      'drwxr-xr-x 0/0 ./etc/default/',
      '-rw-r--r-- 0/0 ./etc/default/orders',
      'drwxr-xr-x 0/0 ./usr/',
      'drwxr-xr-x 0/0 ./usr/bin/',
      '-rwxr-xr-x 0/0 ./usr/bin/orders',
      'drwxr-xr-x 0/0 ./usr/share/',
      'drwxr-xr-x 0/0 ./usr/share/doc/',
      'drwxr-xr-x 0/0 ./usr/share/doc/orders/',
      '-rw-r--r-- 0/0 ./usr/share/doc/orders/sbom.cdx.json',
    ]);
  });

  it('marks only the maintainer scripts of the control archive as executable', () => {
    read('--control', 'control');
    const modes = runProgram('stat', ['--format=%a %n', ...CONTROL_MEMBERS], {
      cwd: join(folder, 'control'),
    });
    expect(modes.split('\n')).toEqual([
      '644 conffiles',
      '644 control',
      '644 md5sums',
      '755 postinst',
      '644 triggers',
    ]);
  });

  it('lists the files below etc/ as configuration', () => {
    expect(read('--info', 'conffiles')).toBe('/etc/default/orders');
  });

  it('has checksums that md5sum accepts, except for configuration', () => {
    read('--extract', 'root');
    read('--control', 'sums');
    const args = ['--check', '--strict', '../sums/md5sums'];
    expect(runProgram('md5sum', args, { cwd: join(folder, 'root') }).split('\n')).toEqual([
      'usr/bin/orders: OK',
      'usr/share/doc/orders/sbom.cdx.json: OK',
    ]);
  });

  it('renders the same bytes for any order of its files', () => {
    const written = readFileSync(join(folder, 'orders.deb'));
    expect(written.equals(renderDeb({ ...deb, files: deb.files.toReversed() }))).toBe(true);
    expect(written.equals(renderDeb({ ...deb, mtimeSeconds: 1 }))).toBe(false);
  });
});

const CONTROL_MEMBERS = ['conffiles', 'control', 'md5sums', 'postinst', 'triggers'];
