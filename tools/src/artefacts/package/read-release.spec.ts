import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { digestOf } from '../../formats/oci/digest.ts';
import { exampleFacts } from './defaults/example-facts.fixture.ts';
import { renderDefaults } from './defaults/default-release.ts';
import { readRelease } from './read-release.ts';

const paths = {
  programPath: 'orders',
  settingsPath: 'systemd/orders.env',
  manualPath: 'orders.8',
  installerPath: 'install.sh',
  documentPaths: ['LICENSE'],
  changelogPath: 'CHANGELOG.md',
};
const folders = {
  unitsPath: 'systemd',
  debianPath: 'debian',
  jobsPath: 'nomad',
  imagePath: 'image',
};
const units = ['systemd/orders.service', 'systemd/orders.service.d/50-old.conf'];
const debian = [
  'control',
  'triggers',
  'postinst',
  'prerm',
  'postrm',
  'copyright',
  'lintian-overrides',
];
const texts: Readonly<Record<string, string>> = {
  'nomad/job.nomad.hcl': '# @VERSION@\n@TASK@\n@ACTIONS@\n',
  'nomad/archive.hcl': '@TASK@\n@ARCHIVE@ by\n  @DRIVER@\n',
  'nomad/exec.hcl': '@DRIVER@\n  exec\n',
  'nomad/raw-exec.hcl': '@DRIVER@\n  raw_exec\n',
  'nomad/volume.hcl': '',
  'nomad/container.hcl': '@CONTAINER@\n  hardened\n',
  'nomad/healthchecks.hcl': '@HEALTHCHECKS@\n  no health\n',
  'nomad/no-actions.hcl': '@ACTIONS@\n  none\n',
  'nomad/actions.hcl': '@ACTIONS@\n  action\n',
  'nomad/image.hcl': '@TASK@\n  @DRIVER@\n',
  'nomad/registry.hcl': '@IMAGE@\nby @IMAGE_DIGEST@\n',
  'nomad/docker.hcl': '@DRIVER@\ndocker\n  @IMAGE@\n  @CONTAINER@\n  @HEALTHCHECKS@\n',
  'nomad/podman.hcl': '@DRIVER@\npodman\n  @IMAGE@\n  @CONTAINER@\n',
  'nomad/docker-load.hcl': '@DRIVER@\nload\n  @CONTAINER@\n  @HEALTHCHECKS@\n',
};
const files = [
  ...new Set([...Object.values(paths).flat(), ...Object.keys(texts)]),
  ...debian.map((name) => `debian/${name}`),
  'image/image.tar',
  'image/image.digest',
];

const defaults = renderDefaults(exampleFacts);

describe('readRelease()', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'release '));
    for (const path of [...files, ...units]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), texts[path] ?? `${path}\n`);
    }
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('takes from the defaults what a project does not have', () => {
    const {
      units,
      debian: parts,
      imageJobs,
      image,
    } = readRelease(root, { programPath: 'orders' }, defaults);
    expect([units, parts, imageJobs]).toEqual([defaults.units, defaults.debian, []]);
    expect(image).toBeUndefined();
  });

  it('names the release after its program', () => {
    expect(readRelease(root, { ...paths, ...folders }, defaults)).toMatchObject({
      name: 'orders',
      image: {
        digest: 'image/image.digest',
        checksum: digestOf(Buffer.from('image/image.tar\n')),
      },
      documents: [{ path: 'LICENSE', mode: 0o644 }],
      changelog: { path: 'CHANGELOG.md', text: 'CHANGELOG.md\n' },
      debian: { control: { path: 'debian/control', text: 'debian/control\n' } },
    });
  });

  it('renders a job for each driver from one template', () => {
    expect(readRelease(root, { ...paths, ...folders }, defaults)).toMatchObject({
      jobs: [
        { path: 'orders.nomad.hcl', text: '# @VERSION@\n@ARCHIVE@ by\n  exec\n  none\n' },
        {
          path: 'orders.actions.nomad.hcl',
          text: '# @VERSION@\n@ARCHIVE@ by\n  exec\n  action\n',
        },
        {
          path: 'orders.raw-exec.nomad.hcl',
          text: '# @VERSION@\n@ARCHIVE@ by\n  raw_exec\n  none\n',
        },
      ],
      imageJobs: [
        {
          path: 'orders.docker.nomad.hcl',
          text: '# @VERSION@\ndocker\nby @IMAGE_DIGEST@\n  hardened\n  no health\n  none\n',
        },
        {
          path: 'orders.podman.nomad.hcl',
          text: '# @VERSION@\npodman\nby @IMAGE_DIGEST@\n  hardened\n  none\n',
        },
      ],
      loadJobs: [
        {
          path: 'orders.docker-load.nomad.hcl',
          text: '# @VERSION@\nload\n  hardened\n  no health\n  none\n',
        },
      ],
    });
  });

  it('reads every unit and drop-in, by its path below their folder, and nothing else', () => {
    expect(readRelease(root, { ...paths, ...folders }, defaults).units).toEqual([
      { path: 'orders.service', text: 'systemd/orders.service\n' },
      { path: 'orders.service.d/50-old.conf', text: 'systemd/orders.service.d/50-old.conf\n' },
    ]);
  });

  it('fails if there is no unit, because nothing would be started', () => {
    rmSync(join(root, 'systemd/orders.service'));
    expect(() => readRelease(root, { ...paths, ...folders }, defaults)).toThrow(
      'Cannot read "systemd/orders.service": no such file; correct the path in project.json',
    );
  });

  it('fails if there is no folder of units', () => {
    rmSync(join(root, 'systemd'), { recursive: true });
    expect(() => readRelease(root, { ...paths, ...folders }, defaults)).toThrow(
      'Cannot read "systemd": no such file; correct the path in project.json',
    );
  });

  it.each(files.filter((path) => path !== 'package.json'))('fails if "%s" is missing', (path) => {
    rmSync(join(root, path));
    expect(() => readRelease(root, { ...paths, ...folders }, defaults)).toThrow(
      `Cannot read "${path}": no such file; correct the path in project.json`,
    );
  });
});
