import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf } from '../oci/digest.ts';
import { writeRootfs } from '../runtime/write-rootfs.ts';
import { renderFile, renderPackage, type PackageFile, type Release } from './render-package.ts';

const example = (changes: Partial<Release> = {}): Release => ({
  name: 'orders',
  version: '1.4.0',
  architecture: 'amd64',
  program: Buffer.from('\x7fELF'),
  sbom: Buffer.from('{}'),
  unit: { path: 'orders.service', text: '# @VERSION@ @PROGRAM_DIGEST@\n[Service]\n' },
  job: { path: 'orders.nomad.hcl', text: 'x = "@ARCHIVE@" # @ARCHIVE_DIGEST@\n' },
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
  const files = renderPackage(example());

  it('holds the program, the archive, the unit, the job and the checksums', () => {
    expect(files.map(({ path }) => path).toSorted()).toEqual([
      'SHA256SUMS',
      'orders',
      'orders.nomad.hcl',
      'orders.service',
      archivePath,
      'sbom.cdx.json',
    ]);
  });

  it('packs what a host needs, the program executable and owned by root', () => {
    const args = ['--list', '--gzip', '--verbose', '--numeric-owner', '--file=-'];
    const listing = execFileSync('tar', args, { input: find(files, archivePath).bytes });
    expect(listing.toString().trim().split('\n')).toEqual([
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* LICENSE$/),
      expect.stringMatching(/^-rwxr-xr-x 0\/0 .* orders$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* orders\.service$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 .* sbom\.cdx\.json$/),
    ]);
  });

  it('says in the unit which program it was made for', () => {
    const digest = digestOf(example().program);
    expect(Buffer.from(find(files, 'orders.service').bytes).toString()).toBe(
      `# 1.4.0 ${digest}\n[Service]\n`,
    );
  });

  it('says in the job which archive it fetches', () => {
    const digest = digestOf(find(files, archivePath).bytes);
    expect(Buffer.from(find(files, 'orders.nomad.hcl').bytes).toString()).toBe(
      `x = "${archivePath}" # ${digest}\n`,
    );
  });

  it('lists checksums that sha256sum accepts, one for every other file', () => {
    const folder = mkdtempSync(join(tmpdir(), 'package '));
    writeRootfs(folder, files);
    const args = ['--check', '--strict', 'SHA256SUMS'];
    const verdict = execFileSync('sha256sum', args, { cwd: folder, encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(verdict).toBe(
      ['orders', 'orders.nomad.hcl', 'orders.service', archivePath, 'sbom.cdx.json']
        .map((path) => `${path}: OK\n`)
        .join(''),
    );
  });

  it('gives the same bytes twice, and others for another program', () => {
    expect(renderPackage(example())).toEqual(files);
    expect(find(renderPackage(example({ program: Buffer.of(1) })), archivePath)).not.toEqual(
      find(files, archivePath),
    );
  });
});
