import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../../testing/describe-with.ts';
import { renderPackage } from '../render-package.ts';
import { renderDefaults } from './default-release.ts';
import { exampleFacts } from './example-facts.fixture.ts';

const release = {
  ...renderDefaults(exampleFacts),
  name: 'orders',
  version: exampleFacts.version,
  licence: 'MIT',
  formats: ['deb', 'rpm'] as const,
  architecture: 'amd64',
  epochSeconds: exampleFacts.epochSeconds,
  program: Buffer.from('#!/bin/sh\n'),
  sbom: Buffer.from('{}'),
  image: undefined,
  openVex: undefined,
  documents: [],
};
const files = renderPackage(release);

describe('renderDefaults()', () => {
  it('gives a package to a project without a file of its own', () => {
    expect(files.map(({ path }) => path)).toEqual([
      'orders',
      'orders.service',
      'orders_1.4.0_linux_amd64.tar.gz',
      'orders_1.4.0_amd64.deb',
      'orders-1.4.0-1.x86_64.rpm',
      'sbom.cdx.json',
      'SHA256SUMS',
    ]);
  });

  it('dates the changelog by the sources', () => {
    expect(release.changelog.text).toContain('## [1.4.0] - 2023-11-14');
  });

  const scripts: readonly (readonly [string, string])[] = [
    ['the installer', Buffer.from(release.installer).toString()],
    ...release.debian.scripts.map(({ path, text }) => [path, text] as const),
  ];
  it.each(scripts)('writes %s in the language of sh', (_, text) => {
    const { status, stderr } = spawnSync('sh', ['-n'], { input: text, encoding: 'utf8' });
    expect([status, stderr]).toEqual([0, '']);
  });

  it('refuses what the installer does not know, before it changes anything', () => {
    const args = ['-s', '--', '--purge'];
    const input = release.installer;
    const { status, stderr } = spawnSync('sh', args, { input, encoding: 'utf8' });
    expect([status, stderr]).toEqual([
      64,
      'Cannot read "--purge": expected no argument, or --uninstall\n',
    ]);
  });
});

describeWith(needPrograms('dpkg-deb'), 'the Debian package', () => {
  const folder = mkdtempSync(join(tmpdir(), 'default-deb-'));
  const path = join(folder, 'orders.deb');
  const run = (...args: readonly string[]): string =>
    spawnSync('dpkg-deb', args, { encoding: 'utf8', maxBuffer: 1e8 }).stdout;
  beforeAll(() => {
    writeFileSync(path, files.find((file) => file.path.endsWith('.deb'))?.bytes ?? '');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('is read by dpkg', () => {
    const names = ['Package', 'Version', 'Maintainer', 'Description'];
    expect(run('--field', path, ...names)).toContain('Package: orders\nVersion: 1.4.0\n');
    expect(run('--contents', path)).toContain('./usr/lib/systemd/system/orders.service');
  });

  it('enables its unit', () => {
    run('--control', path, join(folder, 'control'));
    const postinst = readFileSync(join(folder, 'control/postinst'), 'utf8');
    expect(postinst).toContain("units='orders.service'");
  });
});
