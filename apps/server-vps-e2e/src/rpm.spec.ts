import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { runProgram } from '@tscratch/tools/testing/program';
import { findRpm, packagePath, readPackageFile } from './workspace.ts';

describeWith(needPrograms('rpm'), 'the package for rpm', () => {
  const path = join(packagePath, findRpm());
  const root = mkdtempSync(join(tmpdir(), 'rpm-root-'));
  const run = (...args: readonly string[]) =>
    runProgram('rpm', args, { env: { ...process.env, LC_ALL: 'C' } });
  // No scripts: the root has no shell. Those were called in plan-rpm.spec.ts.
  const inRoot = ['--force-debian', `--root=${root}`];
  const flags = [...inRoot, '--nodeps', '--noscripts'];
  beforeAll(() => {
    mkdirSync(join(root, 'etc'));
    run(...flags, '--install', path);
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('is named as rpm names it, and its digests are confirmed', () => {
    expect(run('--query', '--package', path)).toBe(findRpm().replace('.rpm', ''));
    expect(run('--checksig', path)).toContain('digests OK');
  });

  it('installs the program of the release, its units, settings and manual', () => {
    const installed = readFileSync(join(root, 'usr/bin/server-vps'));
    expect(installed.equals(readPackageFile('server-vps'))).toBe(true);
    const files = run(...inRoot, '--query', '--list', 'server-vps').split('\n');
    expect(files).toEqual(
      expect.arrayContaining([
        '/etc/default/server-vps',
        '/usr/lib/server-vps/50-systemd-252.conf',
        '/usr/lib/systemd/system/server-vps.service',
        '/usr/lib/systemd/system/server-vps.socket',
        '/usr/lib/systemd/system/server-vps@.service',
        '/usr/share/doc/server-vps/LICENSE',
        '/usr/share/man/man8/server-vps.8.gz',
      ]),
    );
    expect(run(...inRoot, '--verify', '--nodeps', 'server-vps')).toBe('');
  }, 60_000);

  it('leaves nothing of its own when it is removed', () => {
    run(...flags, '--erase', 'server-vps');
    expect(runProgram('find', [root, '-name', '*server-vps*'])).toBe('');
  });
});
