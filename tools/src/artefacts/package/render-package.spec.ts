import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { writeRootfs } from '../../node/runtime/write-rootfs.ts';
import { renderFile, type DebianParts, type PackageFile, type Release } from './release.ts';
import { renderPackage } from './render-package.ts';

const exampleDebian: DebianParts = {
  control: {
    path: 'debian/control',
    text: 'Package: orders\nVersion: @VERSION@\nArchitecture: @ARCHITECTURE@\nInstalled-Size: @INSTALLED_SIZE@\n',
  },
  triggers: { path: 'debian/triggers', text: 'interest-noawait /usr/lib/systemd/systemd\n' },
  scripts: [{ path: 'debian/postinst', text: '#!/bin/sh\necho @UNITS@\n' }],
  copyright: { path: 'debian/copyright', text: 'License: Expat\n' },
  overrides: { path: 'debian/lintian-overrides', text: '# None.\n' },
};

const example = (changes: Partial<Release> = {}): Release => ({
  name: 'orders',
  version: '1.4.0',
  licence: 'MIT',
  formats: ['deb'],
  architecture: 'amd64',
  program: Buffer.from('\x7fELF'),
  sbom: Buffer.from('{}'),
  openVex: Buffer.from('{}'),
  epochSeconds: 1_700_000_000,
  units: [
    { path: 'orders.service', text: '# @VERSION@ @PROGRAM_DIGEST@\n[Service]\n' },
    { path: 'orders.service.d/50-old.conf', text: '[Service]\nType=exec\n' },
    { path: 'orders.socket', text: '[Socket]\n' },
  ],
  settings: Buffer.from('#PORT=8080\n'),
  manual: Buffer.from('.TH ORDERS 8\n'),
  installer: Buffer.from('#!/bin/sh\n'),
  changelog: { path: 'CHANGELOG.md', text: '## [1.4.0] - 2026-12-01\n' },
  debian: exampleDebian,
  jobs: ['orders.nomad.hcl', 'orders.raw-exec.nomad.hcl'].map((path) => ({
    path,
    text: '@VERSION@ @ARCHITECTURE@ @ARCHIVE@ @ARCHIVE_DIGEST@',
  })),
  imageJobs: ['orders.docker.nomad.hcl', 'orders.podman.nomad.hcl'].map((path) => ({
    path,
    text: '@VERSION@ @ARCHITECTURE@ @IMAGE_DIGEST@',
  })),
  loadJobs: [
    {
      path: 'orders.docker-load.nomad.hcl',
      text: '@VERSION@ @ARCHITECTURE@ @IMAGE_CHECKSUM@',
    },
  ],
  image: { digest: 'sha256:00', checksum: 'sha256:01' },
  documents: [renderFile('LICENSE', Buffer.from('MIT'))],
  ...changes,
});

function find(files: readonly PackageFile[], path: string): PackageFile {
  const file = files.find((candidate) => candidate.path === path);
  if (!file) throw new Error(`no "${path}" in the package`);
  return file;
}

describe('renderPackage()', () => {
  const archivePath = 'orders_1.4.0_linux_amd64.tar.gz';
  const debPath = 'orders_1.4.0_amd64.deb';
  const files = renderPackage(example());

  it('contains the program, the archives, the unit, the jobs and the checksums', () => {
    expect(files.map(({ path }) => path).toSorted()).toEqual([
      'SHA256SUMS',
      'node.openvex.json',
      'orders',
      'orders.docker-load.nomad.hcl',
      'orders.docker.nomad.hcl',
      'orders.nomad.hcl',
      'orders.podman.nomad.hcl',
      'orders.raw-exec.nomad.hcl',
      'orders.service',
      debPath,
      archivePath,
      'sbom.cdx.json',
    ]);
  });

  it('packs everything for a host, with an executable program, owned by root', () => {
    const args = ['--list', '--gzip', '--verbose', '--numeric-owner', '--file=-'];
    const listing = execFileSync('tar', args, { input: find(files, archivePath).bytes });
    expect(listing.toString().trim().split('\n')).toEqual([
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* LICENSE$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* SHA256SUMS$/),
      expect.stringMatching(/^-rwxr-xr-x 0\/0 .* install\.sh$/),
      expect.stringMatching(/^-rwxr-xr-x 0\/0 .* orders$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* orders\.8$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* orders\.env$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* orders\.service$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* orders\.service\.d\/50-old\.conf$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* orders\.socket$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* sbom\.cdx\.json$/),
    ]);
  });

  it('names in the unit the program that it was made for', () => {
    const digest = digestOf(example().program);
    expect(Buffer.from(find(files, 'orders.service').bytes).toString()).toBe(
      `# 1.4.0 ${digest}\n[Service]\n`,
    );
  });

  it.each(['orders.nomad.hcl', 'orders.raw-exec.nomad.hcl'])(
    'names in %s the archive that it fetches',
    (path) => {
      const digest = digestOf(find(files, archivePath).bytes);
      expect(Buffer.from(find(files, path).bytes).toString()).toBe(
        `1.4.0 amd64 ${archivePath} ${digest}`,
      );
    },
  );

  it.each([
    ['orders.docker.nomad.hcl', 'sha256:00'],
    ['orders.podman.nomad.hcl', 'sha256:00'],
    ['orders.docker-load.nomad.hcl', 'sha256:01'],
  ])('names in %s the image that it runs', (path, digest) => {
    expect(Buffer.from(find(files, path).bytes).toString()).toBe(`1.4.0 amd64 ${digest}`);
  });

  it('lists a checksum, which sha256sum accepts, for every other file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package '));
    writeRootfs(folder, files);
    const args = ['--check', '--strict', 'SHA256SUMS'];
    const verdict = execFileSync('sha256sum', args, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(verdict).toBe(
      files
        .map(({ path }) => path)
        .filter((path) => path !== 'SHA256SUMS')
        .toSorted()
        .map((path) => `${path}: OK\n`)
        .join(''),
    );
  });

  it('adds to the archive the checksums of all its other members', () => {
    const folder = mkdtempSync(join(tmpdir(), 'archive '));
    const { bytes } = find(files, archivePath);
    execFileSync('tar', ['--extract', '--gzip', '--file=-'], { cwd: folder, input: bytes });
    const args = ['--check', '--strict', 'SHA256SUMS'];
    const verdict = execFileSync('sha256sum', args, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(verdict.trim().split('\n')).toHaveLength(9);
  });

  it('renders the same bytes twice, and other bytes for another program', () => {
    expect(renderPackage(example())).toEqual(files);
    const others = renderPackage(example({ program: Buffer.of(1) }));
    for (const path of [archivePath, debPath])
      expect(find(others, path)).not.toEqual(find(files, path));
  });
});
