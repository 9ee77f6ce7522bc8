import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRelease } from './read-release.ts';

const paths = {
  programPath: 'orders',
  settingsPath: 'systemd/orders.env',
  manualPath: 'orders.8',
  installerPath: 'install.sh',
  imageDigestPath: 'image.digest',
  manifestPath: 'package.json',
  documentPaths: ['LICENSE'],
  changelogPath: 'CHANGELOG.md',
};
const folders = { unitsPath: 'systemd', debianPath: 'debian', jobsPath: 'nomad' };
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
  'package.json': '{ "version": "1.4.0", "description": "Orders", "license": "MIT" }',
  'nomad/job.nomad.hcl': '# @VERSION@\n@TASK@\n',
  'nomad/archive.hcl': '@TASK@\n@ARCHIVE@ by\n  @DRIVER@\n',
  'nomad/exec.hcl': '@DRIVER@\n  exec\n',
  'nomad/raw-exec.hcl': '@DRIVER@\n  raw_exec\n',
  'nomad/docker.hcl': '@TASK@\ndocker\n',
};
const files = [
  ...new Set([...Object.values(paths).flat(), ...Object.keys(texts)]),
  ...debian.map((name) => `debian/${name}`),
];

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

  it('names the release after its program and reads the version from the manifest', () => {
    expect(readRelease(root, { ...paths, ...folders })).toMatchObject({
      name: 'orders',
      version: '1.4.0',
      imageDigest: 'image.digest',
      documents: [{ path: 'LICENSE', mode: 0o644 }],
      changelog: { path: 'CHANGELOG.md', text: 'CHANGELOG.md\n' },
      debian: { control: { path: 'debian/control', text: 'debian/control\n' } },
    });
  });

  it('renders a job for each driver from one template', () => {
    expect(readRelease(root, { ...paths, ...folders })).toMatchObject({
      jobs: [
        { path: 'orders.nomad.hcl', text: '# @VERSION@\n@ARCHIVE@ by\n  exec\n' },
        { path: 'orders.raw-exec.nomad.hcl', text: '# @VERSION@\n@ARCHIVE@ by\n  raw_exec\n' },
      ],
      imageJob: { path: 'orders.docker.nomad.hcl', text: '# @VERSION@\ndocker\n' },
    });
  });

  it('reads every unit and drop-in, by its path below their folder, and nothing else', () => {
    expect(readRelease(root, { ...paths, ...folders }).units).toEqual([
      { path: 'orders.service', text: 'systemd/orders.service\n' },
      { path: 'orders.service.d/50-old.conf', text: 'systemd/orders.service.d/50-old.conf\n' },
    ]);
  });

  it('fails if there is no unit, because nothing would be started', () => {
    rmSync(join(root, 'systemd/orders.service'));
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(
      'Cannot read "systemd/orders.service": no such file; correct the path in project.json',
    );
  });

  it('fails if there is no folder of units', () => {
    rmSync(join(root, 'systemd'), { recursive: true });
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(
      'Cannot read "systemd": no such file; correct the path in project.json',
    );
  });

  it.each([
    ['is truncated', '{ "version": ', /^Cannot read "package.json": .+, expected the JSON of a/],
    ['has no version', '{}', 'Cannot describe the app by "package.json": its "version" is absent'],
  ])('fails if the manifest %s', (_, text, message) => {
    writeFileSync(join(root, 'package.json'), text);
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(message);
  });

  it('fails if the manifest is missing', () => {
    rmSync(join(root, 'package.json'));
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(
      'Cannot read "package.json": no such file; write it, with "version", "description" and "license", or correct the option "manifestPath"',
    );
  });

  it.each(files.filter((path) => path !== 'package.json'))('fails if "%s" is missing', (path) => {
    rmSync(join(root, path));
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(
      `Cannot read "${path}": no such file; correct the path in project.json`,
    );
  });
});
