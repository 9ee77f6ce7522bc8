import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describeWith, needPrograms } from '@tscratch/tools/testing/describe-with';
import { describeWithImage } from '@tscratch/tools/testing/engine';
import { runProgram, startProgram, type Outcome } from '@tscratch/tools/testing/program';
import { makeSmallDebs, startHost, type Host } from './debian-host.ts';
import { findDeb, packagePath } from './workspace.ts';

const IMAGE = { name: 'debian:bookworm-slim', remedy: 'see apps/server-vps-e2e/README.md' };
const SHELL = ['/bin/sh', '-c'];
const debPath = join(packagePath, findDeb());
const WANTED = '/etc/systemd/system/multi-user.target.wants/server-vps.service';
const DROP_IN = '/usr/lib/systemd/system/server-vps.service.d/50-systemd-252.conf';

/** It takes longer than the other tests of this file, so it runs in parallel with them. */
let lintian: Promise<Outcome>;
beforeAll(() => {
  lintian = startProgram('lintian', ['--fail-on=error,warning', '--allow-root', debPath]);
});

describeWithImage(IMAGE, 'the .deb on Debian', (engine) => {
  let host: Host;
  let before: readonly string[];

  beforeAll(() => {
    host = startHost(engine, IMAGE.name, SHELL);
    host.copyIn(debPath, '/tests/server-vps.deb');
    before = host.list();
  });
  afterAll(() => {
    host.remove();
  });

  it('can be installed without a network, because it needs no other package', () => {
    host.run('apt-get install --yes /tests/server-vps.deb');
    expect(host.run('server-vps --version')).toMatch(/^server-vps \d/);
  });

  it('installs files that match its checksums', () => {
    expect(host.run('dpkg --verify server-vps')).toBe('');
  });

  it('installs files that only root can write and everybody can read', () => {
    const files = host.run('dpkg --listfiles server-vps').split('\n').slice(1);
    const modes = host.run(`stat --format='%U:%G %A' ${files.join(' ')} | sort --unique`);
    expect(modes.split('\n')).toEqual([
      'root:root -rw-r--r--',
      'root:root -rwxr-xr-x',
      'root:root drwxr-xr-x',
    ]);
  });

  it('is enabled for the next boot, although systemd is not running', () => {
    expect(host.run(`readlink ${WANTED}`)).toMatch(/\/lib\/systemd\/system\/server-vps\.service$/);
  });

  it('keeps its settings when removed, and nothing when purged', () => {
    host.run('apt-get remove --yes server-vps');
    expect(host.run('ls /etc/default/server-vps')).toBe('/etc/default/server-vps');
    host.run('apt-get purge --yes server-vps');
    expect(host.list()).toEqual(before);
  });
});

describeWithImage(IMAGE, 'small packages with the scripts of the .deb', (engine) => {
  let host: Host;
  let before: readonly string[];
  let debs: readonly string[];

  beforeAll(() => {
    debs = makeSmallDebs(debPath, [
      { version: '0.1.0~1', settings: '#PORT=8080\n' },
      { version: '0.1.0~2', settings: '#PORT=8080\n#HOST=0.0.0.0\n' },
    ]);
    host = startHost(engine, IMAGE.name, SHELL);
    for (const [index, path] of debs.entries()) host.copyIn(path, `/tests/${index + 1}.deb`);
    before = host.list();
  });
  afterAll(() => {
    host.remove();
    rmSync(dirname(debs[0] ?? ''), { recursive: true });
  });

  describe('upgraded', () => {
    const upgrade = (change: string) => {
      host.run(`dpkg --install /tests/1.deb && ${change}`);
      host.run('dpkg --force-confdef --force-confold --install /tests/2.deb');
    };
    afterEach(() => {
      host.run('dpkg --purge server-vps');
      expect(host.list()).toEqual(before);
    });

    it('install new settings if the old ones were not changed', () => {
      upgrade('true');
      expect(host.run('cat /etc/default/server-vps')).toBe('#PORT=8080\n#HOST=0.0.0.0');
    });

    it('keep changed settings, and install the new ones next to them', () => {
      upgrade('echo PORT=80 >/etc/default/server-vps');
      expect(host.run('cat /etc/default/server-vps')).toBe('PORT=80');
      expect(host.run('cat /etc/default/server-vps.dpkg-dist')).toContain('#HOST=0.0.0.0');
    });

    it('enable nothing that was disabled, and unmask nothing', () => {
      const mask = '/etc/systemd/system/server-vps.service';
      upgrade(`rm ${WANTED} && ln -s /dev/null ${mask}`);
      expect(host.tryRun(`test -e ${WANTED}`).exitCode).toBe(1);
      expect(host.run(`readlink ${mask} && rm ${mask}`)).toBe('/dev/null');
    });
  });

  describe('with a systemd', () => {
    beforeAll(() => {
      host.run('dpkg --install /tests/1.deb');
    });
    afterAll(() => {
      host.run('dpkg --purge server-vps && rm /usr/bin/systemctl');
      expect(host.list()).toEqual(before);
    });

    /** Installs a fake systemctl that only prints its version. */
    const pretendSystemd = (version: string) => {
      const script = `#!/bin/sh\\necho "systemd ${version}"\\n`;
      host.run(`printf '${script}' >/usr/bin/systemctl && chmod +x /usr/bin/systemctl`);
    };
    const hasDropIn = () => host.tryRun(`test -L ${DROP_IN}`).exitCode === 0;

    it.each([
      ['247 (247.3-7+deb11u6)', true],
      ['253 (253.5-1)', false],
      ['252 (252.38-1~deb12u1)', true],
      ['254~rc1 (254~rc1-1)', false],
      ['257 (257.8-1~deb13u2)', false],
      ['what', false],
    ])('of version %s choose the drop-in for old versions: %j', (version, isChosen) => {
      pretendSystemd(version);
      host.run('/var/lib/dpkg/info/server-vps.postinst configure 0.1.0~1');
      expect(hasDropIn()).toBe(isChosen);
    });

    it.each(['/lib/systemd/systemd', '/usr/lib/systemd/systemd'])(
      'choose again when systemd is upgraded, installed as %s',
      (path) => {
        const unpackSystemd = `dpkg-trigger --by-package=systemd ${path} && dpkg --configure --pending`;
        pretendSystemd('252 (252)');
        host.run(unpackSystemd);
        expect(hasDropIn()).toBe(true);
        pretendSystemd('254 (254)');
        host.run(unpackSystemd);
        expect(hasDropIn()).toBe(false);
      },
    );

    it('keep a drop-in of the administrator', () => {
      pretendSystemd('252 (252)');
      host.run('dpkg --install /tests/1.deb');
      const folder = dirname(DROP_IN);
      host.run(`touch ${folder}/60-own.conf && dpkg --remove server-vps`);
      expect(host.run(`ls ${folder} && rm -r ${folder}`)).toBe('60-own.conf');
    });
  });
});

describe('the .deb', () => {
  it('contains the program of its package', () => {
    const path = './usr/bin/server-vps';
    const tar = runProgram('sh', [
      '-c',
      `dpkg-deb --fsys-tarfile '${debPath}' | tar --extract --to-command=sha256sum ${path}`,
    ]);
    const beside = runProgram('sha256sum', ['server-vps'], { cwd: packagePath });
    expect(tar.split(' ')[0]).toBe(beside.split(' ')[0]);
  });
});

describeWith(needPrograms('lintian'), 'the .deb, to lintian', () => {
  it('has no error and no warning, except those overridden with a reason', async () => {
    expect(await lintian).toMatchObject({ exitCode: 0, stdout: '' });
  }, 60_000);
});
