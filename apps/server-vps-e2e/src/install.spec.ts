import { dirname, join } from 'node:path';
import { describeWithImage } from '@tscratch/tools/testing/engine';
import { startHost, type Host } from './debian-host.ts';
import { findArchive, packagePath } from './workspace.ts';

const remedy = 'see apps/server-vps-e2e/README.md';
const DEBIAN = { name: 'debian:bookworm-slim', remedy };
const MUSL = { name: 'tscratch-e2e/musl:bookworm', remedy };
const archivePath = join(packagePath, findArchive());

const PROGRAM = '/usr/local/bin/server-vps';
const MANUAL = '/usr/local/share/man/man8/server-vps.8';
const SETTINGS = '/etc/default/server-vps';
const UNIT = '/etc/systemd/system/server-vps.service';
const NO_SYSTEMD = `No systemd found: configure this system's service manager to start ${PROGRAM}`;

const CALL = 'cd /tests && sh ./install.sh';

function unpack(host: Host): void {
  host.copyIn(archivePath, '/tests/archive.tar.gz');
  host.run('cd /tests && tar -xzf archive.tar.gz');
}

describe.each([
  { place: 'Debian', image: DEBIAN, shell: ['/bin/sh', '-c'] },
  { place: 'a root with musl and busybox', image: MUSL, shell: ['/bin/busybox', 'sh', '-c'] },
])('install.sh', ({ place, image, shell }) => {
  describeWithImage(image, `on ${place}, without systemd`, (engine) => {
    let host: Host;
    let before: readonly string[];
    const install = (...args: readonly string[]) => host.run([CALL, ...args].join(' ')).split('\n');

    beforeAll(() => {
      host = startHost(engine, image.name, shell);
      unpack(host);
      before = host.list();
    });
    afterAll(() => {
      host.remove();
    });

    it('prints what it would do in a dry run, and does not do it', () => {
      const steps = [PROGRAM, MANUAL, SETTINGS].map((path) => `write ${path}`);
      expect(install('--dry-run')).toEqual([...steps, NO_SYSTEMD]);
      expect(host.list()).toEqual(before);
    });

    it('rejects a changed program before it writes anything', () => {
      host.run('cd /tests && mv server-vps whole && echo cut >server-vps');
      expect(host.tryRun(CALL)).toMatchObject({
        exitCode: 65,
        stderr: expect.stringContaining(
          'Cannot install the files in "/tests": their checksums differ from SHA256SUMS; unpack the archive again, or download it again\n',
        ) as string,
      });
      host.run('cd /tests && mv whole server-vps');
      expect(host.list()).toEqual(before);
    });

    it('installs the program, its manual and its settings', () => {
      install();
      expect(host.run(`${PROGRAM} --version`)).toMatch(/^server-vps \d/);
      expect(host.run(`stat -c '%u:%g %a' ${PROGRAM} ${MANUAL} ${SETTINGS}`).split('\n')).toEqual([
        '0:0 755',
        '0:0 644',
        '0:0 644',
      ]);
    });

    it('creates directories that everybody may read, whatever the umask of root is', () => {
      host.run(`rm -r ${dirname(MANUAL)} && umask 077 && ${CALL}`);
      expect(host.run(`stat -c '%a' ${dirname(MANUAL)}`)).toBe('755');
    });

    it('changes nothing when it is run again, and keeps settings that were changed', () => {
      host.run(`echo PORT=80 >${SETTINGS}`);
      expect(install()).toEqual([`keep ${SETTINGS}`, NO_SYSTEMD]);
      expect(host.run(`cat ${SETTINGS}`)).toBe('PORT=80');
    });

    it('uninstalls all but the settings, and prints what it keeps', () => {
      const steps = [PROGRAM, MANUAL].map((path) => `remove ${path}`);
      expect(install('--uninstall')).toEqual([...steps, `keep ${SETTINGS}`]);
      const left = host.list().filter((path) => !before.includes(path));
      expect(host.run(`find ${left.join(' ')} -maxdepth 0 -type f`)).toBe(SETTINGS);
    });

    it('removes nothing the second time', () => {
      expect(install('--uninstall')).toEqual([`keep ${SETTINGS}`]);
    });
  });
});

describeWithImage(DEBIAN, 'install.sh on Debian', (engine) => {
  let host: Host;
  beforeAll(() => {
    host = startHost(engine, DEBIAN.name, ['/bin/sh', '-c']);
    unpack(host);
  });
  afterAll(() => {
    host.remove();
  });

  it('rejects an unknown argument', () => {
    expect(host.tryRun(`${CALL} --prefix=/opt`)).toEqual({
      exitCode: 64,
      stdout: '',
      stderr: 'Cannot read "--prefix=/opt": expected --uninstall, --dry-run or --help\n',
    });
  });

  it('prints its usage', () => {
    expect(host.run(`${CALL} --help`)).toMatch(/^Usage: /);
  });

  it('requires root, except for a dry run', () => {
    const asNobody = 'setpriv --reuid=65534 --clear-groups sh /tests/install.sh';
    expect(host.tryRun(asNobody)).toEqual({
      exitCode: 77,
      stdout: '',
      stderr:
        'Cannot install as user 65534: expected root; run it with sudo, or use --dry-run to see what it would do\n',
    });
    expect(host.run(`${asNobody} --dry-run`)).toContain(`write ${PROGRAM}`);
  });

  /** Installs a fake systemctl that prints its version and records all other calls. */
  const pretendSystemd = (version: string) => {
    const script = [
      '#!/bin/sh',
      `if [ "$1" = --version ]; then echo "systemd ${version}"; else echo "$@" >>/tests/calls; fi`,
    ];
    host.run(`cat >/usr/bin/systemctl <<'E'\n${script.join('\n')}\nE\nchmod +x /usr/bin/systemctl`);
  };

  it.each([
    ['252 (252.38-1~deb12u1)', true],
    ['254 (254.26-1)', false],
  ])('with systemd %s, would write the drop-in for old versions: %j', (version, isWritten) => {
    pretendSystemd(version);
    const steps = host.run(`${CALL} --dry-run`);
    for (const unit of [UNIT, UNIT.replace('.service', '@.service')])
      expect(steps.includes(`write ${unit}.d/50-systemd-252.conf`)).toBe(isWritten);
  });

  it('enables the units for the next boot if systemd is not running', () => {
    host.run(CALL);
    expect(host.run('cat /tests/calls')).toMatch(
      /^enable --quiet (\S+\.socket )*server-vps\.service$/,
    );
    expect(host.run(`cat ${UNIT}`)).toContain('ExecStart=');
  });

  it('starts the units if systemd is running, sockets first, and restarts only after a change', () => {
    host.run(`mkdir -p /run/systemd/system && rm /tests/calls && rm ${UNIT}`);
    host.run(CALL);
    expect(host.run('cat /tests/calls')).toMatch(
      /^daemon-reload$[^]*^restart server-vps\.service$[^]*^try-restart server-vps@\*\.service$/m,
    );
    host.run(`rm /tests/calls && ${CALL}`);
    expect(host.run('cat /tests/calls')).toMatch(/^start (\S+\.socket )*server-vps\.service$/m);
    expect(host.run('cat /tests/calls')).not.toContain('restart');
  });

  it('stops and disables the units before it removes them', () => {
    host.run(`rm /tests/calls && ${CALL} --uninstall`);
    const [stop, instances, disable, reload] = host.run('cat /tests/calls').split('\n');
    expect(stop).toMatch(/^stop (\S+\.socket )*server-vps\.service$/);
    expect(instances).toBe('stop server-vps@*.service server-vps@*.socket server-vps-*@*.socket');
    expect(disable).toMatch(/^disable --quiet (\S+\.socket )*server-vps\.service$/);
    expect(reload).toBe('daemon-reload');
    expect(host.tryRun(`test -e ${UNIT}`).exitCode).toBe(1);
  });

  it('completes an interrupted uninstall: passes only installed units to systemctl', () => {
    host.run(`${CALL} && rm /tests/calls ${dirname(UNIT)}/server-vps*.socket`);
    host.run(`${CALL} --uninstall`);
    expect(host.run('cat /tests/calls').split('\n')).toEqual([
      'stop server-vps.service',
      'stop server-vps@*.service server-vps@*.socket server-vps-*@*.socket',
      'disable --quiet server-vps.service',
      'daemon-reload',
    ]);
  });
});
