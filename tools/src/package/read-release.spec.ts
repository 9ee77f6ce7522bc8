import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readRelease } from './read-release.ts';

const paths = {
  programPath: 'orders',
  settingsPath: 'systemd/orders.env',
  manualPath: 'orders.8',
  installerPath: 'install.sh',
  jobPaths: ['orders.nomad.hcl', 'orders.raw-exec.nomad.hcl'],
  imageJobPath: 'orders.docker.nomad.hcl',
  imageDigestPath: 'image.digest',
  manifestPath: 'package.json',
  documentPaths: ['LICENSE'],
};
const folders = { unitsPath: 'systemd', debianPath: 'debian' };
const units = ['systemd/orders.service', 'systemd/orders.service.d/50-old.conf'];
const debian = ['control', 'triggers', 'postinst', 'prerm', 'postrm', 'changelog'].concat(
  ...['copyright', 'lintian-overrides'],
);
const files = [...Object.values(paths).flat(), ...debian.map((name) => `debian/${name}`)];

describe('readRelease()', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'release '));
    for (const path of [...files, ...units]) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), `${path}\n`);
    }
    writeFileSync(join(root, 'package.json'), '{ "version": "1.4.0" }');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('names the release after its program and takes the version from the manifest', () => {
    expect(readRelease(root, { ...paths, ...folders })).toMatchObject({
      name: 'orders',
      version: '1.4.0',
      jobs: [{ path: 'orders.nomad.hcl' }, { path: 'orders.raw-exec.nomad.hcl' }],
      imageJob: { path: 'orders.docker.nomad.hcl' },
      imageDigest: 'image.digest',
      documents: [{ path: 'LICENSE', mode: 0o644 }],
      debian: { control: { path: 'debian/control', text: 'debian/control\n' } },
    });
  });

  it('takes every unit and drop-in, by its path below their folder, and nothing else of it', () => {
    expect(readRelease(root, { ...paths, ...folders }).units).toEqual([
      { path: 'orders.service', text: 'systemd/orders.service\n' },
      { path: 'orders.service.d/50-old.conf', text: 'systemd/orders.service.d/50-old.conf\n' },
    ]);
  });

  it('stops when there is no unit, for nothing would be started', () => {
    rmSync(join(root, 'systemd/orders.service'));
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(
      'Cannot read "systemd/orders.service": no such file; correct the path in project.json',
    );
  });

  it.each(files)('stops when "%s" is missing', (path) => {
    rmSync(join(root, path));
    expect(() => readRelease(root, { ...paths, ...folders })).toThrow(
      `Cannot read "${path}": no such file; correct the path in project.json`,
    );
  });
});
