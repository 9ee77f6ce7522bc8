import { globSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';

const folder = join(workspacePath, 'apps/server-vps');
const scripts = globSync(['install.sh', 'debian/{pre,post}*'], { cwd: folder }).toSorted();

describeWith(needPrograms('shellcheck'), 'shellcheck', () => {
  it.each(scripts)('reports nothing about %s', (path) => {
    expect(tryProgram('shellcheck', ['--shell=sh', path], { cwd: folder })).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });
});

describe('the maintainer scripts, if dpkg works on another root', () => {
  const root = mkdtempSync(join(tmpdir(), 'dpkg-root-'));
  const programs = join(root, 'programs');
  const dropIns = ['server-vps.service', 'server-vps@.service'].map(
    (unit) => `usr/lib/systemd/system/${unit}.d/50-systemd-252.conf`,
  );
  /** Calls them like `dpkg --root=... --force-script-chrootless`, with an old systemd. */
  const call = (script: string, action: string) =>
    tryProgram('sh', [join(folder, 'debian', script), action], {
      env: { PATH: `${programs}:/usr/bin:/bin`, DPKG_ROOT: root },
    });
  const list = () =>
    globSync('{usr,var}/**/*server-vps', { cwd: root }).concat(globSync(dropIns, { cwd: root }));

  beforeAll(() => {
    mkdirSync(programs);
    for (const name of ['systemctl', 'deb-systemd-helper', 'deb-systemd-invoke'])
      writeFileSync(join(programs, name), '#!/bin/sh\necho "systemd 252 (252)"\n', { mode: 0o755 });
    mkdirSync(join(root, 'var/lib/private/server-vps'), { recursive: true });
    symlinkSync('private/server-vps', join(root, 'var/lib/server-vps'));
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it('create the drop-ins in that root', () => {
    expect(call('postinst', 'configure')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(list()).toEqual(expect.arrayContaining(dropIns));
  });

  it('remove files in that root, and none of this host', () => {
    expect(call('postrm', 'remove')).toMatchObject({ exitCode: 0, stderr: '' });
    for (const path of dropIns) expect(list()).not.toContain(path);
    expect(call('postrm', 'purge')).toMatchObject({ exitCode: 0, stderr: '' });
    expect(list()).toEqual([]);
  });
});
