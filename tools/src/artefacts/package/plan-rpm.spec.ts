import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { runProgram } from '../../../testing/program.ts';
import { renderRpm } from '../../formats/rpm/render-rpm.ts';
import { exampleFacts } from './defaults/example-facts.fixture.ts';
import { renderDefaults } from './defaults/default-release.ts';
import { planRpm } from './plan-rpm.ts';
import { renderFile, type Release } from './release.ts';

const release: Release = {
  ...renderDefaults(exampleFacts),
  name: 'orders',
  version: '1.4.0-rc.1',
  licence: 'MIT',
  formats: ['rpm'],
  architecture: 'amd64',
  epochSeconds: exampleFacts.epochSeconds,
  program: Buffer.from('#!/bin/sh\n'),
  sbom: Buffer.from('{}'),
  openVex: undefined,
  image: undefined,
  documents: [
    renderFile('LICENSE', Buffer.from('MIT\n')),
    renderFile('licences/node.txt', Buffer.from('MIT\n')),
  ],
};
const units = [
  'orders.service',
  'orders@.service',
  'orders.socket',
  'orders.service.d/50-systemd-252.conf',
].map((path) => renderFile(path, Buffer.from('[Unit]\n')));
const rpm = planRpm(release, units);

describe('planRpm()', () => {
  it('says what the Debian package says, in the terms of rpm', () => {
    expect(rpm).toMatchObject({
      version: '1.4.0~rc.1',
      architecture: 'x86_64',
      summary: 'Takes orders',
      description: expect.stringMatching(
        /^The program is statically linked .*\/orders\.$/s,
      ) as string,
      packager: 'Ada <ada@example.org>',
    });
    expect(planRpm({ ...release, architecture: 'arm64' }, units).architecture).toBe('aarch64');
  });

  it('places each file, without those for Debian alone, and owns its folders', () => {
    const places = rpm.files.map(({ path, role, bytes }) => `${bytes ? role : 'folder'} ${path}`);
    expect(places.toSorted()).toEqual([
      'configuration etc/default/orders',
      'document usr/share/doc/orders/sbom.cdx.json',
      'document usr/share/man/man8/orders.8.gz',
      'folder usr/lib/orders',
      'folder usr/share/doc/orders',
      'folder usr/share/doc/orders/licences',
      'licence usr/share/doc/orders/LICENSE',
      'licence usr/share/doc/orders/licences/node.txt',
      'plain usr/bin/orders',
      'plain usr/lib/orders/50-systemd-252.conf',
      'plain usr/lib/systemd/system/orders.service',
      'plain usr/lib/systemd/system/orders.socket',
      'plain usr/lib/systemd/system/orders@.service',
    ]);
  });
});

describe('the scripts of the package for rpm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rpm-scripts-'));
  const calls = join(folder, 'calls');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** Runs a script in place of rpm, in a folder instead of the root, with a systemctl that records its calls. */
  const call = (name: keyof typeof rpm.scripts, remaining: number, version = '252 (252.4-18)') => {
    const systemctl = `#!/bin/sh\nif [ "$1" = --version ]; then echo 'systemd ${version}'; else echo "$*" >>'${calls}'; fi\n`;
    writeFileSync(join(folder, 'systemctl'), systemctl, { mode: 0o755 });
    writeFileSync(calls, '');
    mkdirSync(join(folder, 'system'), { recursive: true });
    const script = rpm.scripts[name].replaceAll('/usr/lib/systemd/system', join(folder, 'system'));
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    const args = ['-eu', '-c', script, 'sh', String(remaining)];
    const { status, stderr } = spawnSync('sh', args, { encoding: 'utf8', env });
    expect([status, stderr]).toEqual([0, '']);
    const lines = readFileSync(calls, 'utf8').split('\n').filter(Boolean);
    return lines.filter((line) => line !== 'daemon-reload'); // called if this machine has systemd
  };
  const listLinks = () =>
    runProgram('find', [join(folder, 'system'), '-type', 'l', '-printf', '%P -> %l\n'])
      .split('\n')
      .toSorted();

  it('leave it to the presets which units are enabled, and only at first', () => {
    const names = 'orders.service orders.socket';
    expect(call('post', 1)).toEqual([`--no-reload preset ${names}`]);
    expect(call('post', 2)).toEqual([]);
  });

  it('link a drop-in for old versions of systemd, of the templates, too', () => {
    call('post', 1);
    const target = '../../../orders/50-systemd-252.conf';
    const links = ['orders.service.d', 'orders@.service.d'].map(
      (unit) => `${unit}/50-systemd-252.conf -> ${target}`,
    );
    expect(listLinks()).toEqual(links);
    call('post', 2, '257 (257.7-1.fc42)');
    expect(listLinks()).toEqual(['']);
  });

  it('restart what runs after an upgrade', () => {
    expect(call('preun', 1)).toEqual([]);
    expect(call('postun', 1)).toEqual(['try-restart orders.service orders@*.service']);
  });

  it('stop and disable all at the end, and remove the links', () => {
    call('post', 1);
    expect(call('preun', 0)).toEqual([
      '--no-reload disable --now orders.service orders.socket',
      'stop orders@*.service',
    ]);
    call('postun', 0);
    expect(runProgram('find', [join(folder, 'system'), '-mindepth', '1'])).toBe('');
  });
});

/** Names of the roles in nfpm. */
const TYPES = { configuration: 'config|noreplace', document: 'doc', licence: 'license' } as const;

describeWith(needPrograms('rpm', 'nfpm'), 'nfpm', () => {
  const folder = mkdtempSync(join(tmpdir(), 'nfpm-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  // But for the size: nfpm counts 4096 bytes for a folder.
  it('writes the same fields and files for the same content', () => {
    const contents = rpm.files.map(({ path, mode, bytes, role }, index) => {
      const dst = `/${path}`;
      if (bytes === undefined) return { dst, type: 'dir', file_info: { mode } };
      const src = join(folder, String(index));
      writeFileSync(src, bytes);
      return { src, dst, file_info: { mode }, ...(role !== 'plain' && { type: TYPES[role] }) };
    });
    const { name, architecture: arch, version, summary, packager, licence } = rpm;
    const scripts = Object.entries({
      postinstall: 'post',
      preremove: 'preun',
      postremove: 'postun',
    });
    for (const [, own] of scripts)
      writeFileSync(join(folder, own), rpm.scripts[own as keyof typeof rpm.scripts]);
    const given = {
      name,
      arch,
      version,
      version_schema: 'none',
      release: '1',
      maintainer: packager,
      description: `${summary}\n${rpm.description}`,
      license: licence,
      contents,
      scripts: Object.fromEntries(scripts.map(([key, own]) => [key, join(folder, own)])),
      mtime: new Date(rpm.mtimeSeconds * 1000).toISOString(),
      rpm: { group: 'Unspecified', summary, compression: 'gzip:9' },
    };
    writeFileSync(join(folder, 'nfpm.yaml'), JSON.stringify(given));
    const theirs = join(folder, 'theirs.rpm');
    runProgram('nfpm', ['package', '-p', 'rpm', '-f', join(folder, 'nfpm.yaml'), '-t', theirs]);
    const ours = join(folder, 'ours.rpm');
    writeFileSync(ours, renderRpm(rpm));
    const fields = ['NEVRA', 'SUMMARY', 'LICENSE', 'PACKAGER', 'OS', 'BUILDTIME', 'GROUP'];
    const scriptlets = ['POSTIN', 'PREUN', 'POSTUN', 'POSTINPROG'];
    const files =
      '[%{FILENAMES} %{FILEMODES:perms} %{FILEFLAGS:fflags} %{FILEDIGESTS} %{FILEUSERNAME}\n]';
    const format = [...fields, ...scriptlets].map((tag) => `${tag}=%{${tag}}\n`).join('') + files;
    const query = (path: string) =>
      runProgram('rpm', ['--query', '--package', `--queryformat=${format}`, path]);
    expect(query(ours)).toBe(query(theirs));
  }, 60_000);
});
