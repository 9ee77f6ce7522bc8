import { globSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import {
  binaryPath,
  findArchive,
  findDeb,
  findRpm,
  packagePath,
  readPackageFile,
  sbomPath,
} from './workspace.ts';

/** Units and drop-ins, by their paths in their folder. */
const unitsFolder = join(workspacePath, 'apps/server-vps/systemd');
const unitNames = globSync('**/*.{service,socket,conf}', { cwd: unitsFolder }).toSorted();

describe('the package', () => {
  it('contains these files and no other', () => {
    expect(readdirSync(packagePath).toSorted()).toEqual([
      'SHA256SUMS',
      'node.openvex.json',
      'provenance.intoto.json',
      'sbom.cdx.json',
      'server-vps',
      expect.stringMatching(/^server-vps-\d+\.\d+\.\d+-1\.(x86_64|aarch64)\.rpm$/),
      'server-vps.actions.nomad.hcl',
      'server-vps.docker-load.nomad.hcl',
      'server-vps.docker.nomad.hcl',
      'server-vps.nomad.hcl',
      'server-vps.podman.nomad.hcl',
      'server-vps.raw-exec.nomad.hcl',
      'server-vps.service',
      expect.stringMatching(/^server-vps_\d+\.\d+\.\d+_(amd64|arm64)\.deb$/),
      expect.stringMatching(/^server-vps_\d+\.\d+\.\d+_linux_(amd64|arm64)\.tar\.gz$/),
    ]);
  });

  it('belongs to the user who built it, and only the program is executable', () => {
    const rights = readdirSync(packagePath).map((name) => {
      const { uid, mode } = statSync(join(packagePath, name));
      return [name, uid, (mode & 0o777).toString(8)];
    });
    const uid = process.getuid?.();
    expect(rights.toSorted()).toEqual([
      ['SHA256SUMS', uid, '644'],
      ['node.openvex.json', uid, '644'],
      ['provenance.intoto.json', uid, '644'],
      ['sbom.cdx.json', uid, '644'],
      ['server-vps', uid, '755'],
      [findRpm(), uid, '644'],
      ['server-vps.actions.nomad.hcl', uid, '644'],
      ['server-vps.docker-load.nomad.hcl', uid, '644'],
      ['server-vps.docker.nomad.hcl', uid, '644'],
      ['server-vps.nomad.hcl', uid, '644'],
      ['server-vps.podman.nomad.hcl', uid, '644'],
      ['server-vps.raw-exec.nomad.hcl', uid, '644'],
      ['server-vps.service', uid, '644'],
      [findDeb(), uid, '644'],
      [findArchive(), uid, '644'],
    ]);
  });

  it('contains the program that `nx build server-vps` wrote', () => {
    expect(readPackageFile('server-vps').equals(readFileSync(binaryPath))).toBe(true);
  });

  it('has checksums that sha256sum confirms', () => {
    const args = ['--check', '--strict', '--quiet', 'SHA256SUMS'];
    expect(runProgram('sha256sum', args, { cwd: packagePath })).toBe('');
  });

  it('has an archive with these members and no other', () => {
    const ofRuntime = ['GPL-3.txt', 'LGPL-2.1.txt', 'gcc-runtime.txt', 'glibc.txt', 'node.txt'];
    const ofBundle = readdirSync(join(sbomPath, 'licences'));
    const licences = [...ofRuntime, ...ofBundle].map((name) => `licences/${name}`);
    const listing = runProgram('tar', ['--list', `--file=${findArchive()}`], { cwd: packagePath });
    const serviceFiles = ['server-vps.8', 'server-vps.env', ...unitNames].toSorted();
    expect(listing.split('\n')).toEqual([
      'LICENSE',
      'README.md',
      'SHA256SUMS',
      'install.sh',
      ...licences.toSorted(),
      'sbom.cdx.json',
      'server-vps',
      ...serviceFiles,
    ]);
  });

  it('contains the SBOM for its processor, which the program also contains', () => {
    const sbom = readPackageFile('sbom.cdx.json');
    expect(sbom.equals(readFileSync(join(sbomPath, 'sbom.cdx.json')))).toBe(true);
    expect(readPackageFile('server-vps').includes(sbom)).toBe(true);
  });

  it.each(['sbom.cdx.json', 'server-vps', 'server-vps.service'])(
    'has the same %s in and beside the archive',
    (name) => {
      const args = ['--extract', '--to-command=sha256sum', `--file=${findArchive()}`, name];
      const packed = runProgram('tar', args, { cwd: packagePath });
      const beside = runProgram('sha256sum', [name], { cwd: packagePath });
      expect(packed.split(' ')[0]).toBe(beside.split(' ')[0]);
    },
  );
});
