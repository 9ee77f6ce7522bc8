import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { tryProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';
import { HEALTH_CHECK } from './health-check.ts';
import { listImage } from './list-image.ts';
import { loadImage } from './load-image.ts';
import { outputPath, sbomPath } from './workspace.ts';

const manifest = JSON.parse(
  readFileSync(join(workspacePath, 'apps/server-scratch/package.json'), 'utf8'),
) as { version: string; description: string; license: string };

/** Every file that the image may contain. */
const DECLARED = [
  'app/',
  'app/licences/',
  ...listFolders('app/libs/server/src/management/console/assets/'),
  ...['console.css.gz', 'console.html.gz', 'console.js.gz'].map(
    (name) => `app/libs/server/src/management/console/assets/${name}`,
  ),
  'app/sbom.cdx.json',
  'app/server.app',
  ...readdirSync(join(sbomPath, 'licences')).map((name) => `app/licences/${name}`),
  'etc/',
  'etc/group',
  'etc/passwd',
  'run/',
  'run/server-scratch/',
  'server',
  'tmp/',
  'usr/',
  'usr/bin/',
  'usr/bin/node',
  'usr/share/',
  'usr/share/doc/',
  'usr/share/doc/node/',
  'usr/share/doc/node/GPL-3.txt',
  'usr/share/doc/node/LGPL-2.1.txt',
  'usr/share/doc/node/gcc-runtime.txt',
  'usr/share/doc/node/glibc.txt',
  'usr/share/doc/node/node.txt',
];

/** A folder and those above it, with a slash at their ends. */
function listFolders(path: string): readonly string[] {
  return [...path.matchAll(/\//g)].map(({ index }) => path.slice(0, index + 1)).slice(1);
}

describeWithEngine('image.tar', (engine) => {
  let image: string;

  beforeAll(() => {
    image = loadImage(engine);
  });

  it('loads under the name to use with `docker run`', () => {
    expect(image).toMatch(/(^|\/)server-scratch:latest$/);
  });

  it('declares its labels and how to run it', () => {
    expect(inspect(engine, image, '.Config')).toMatchObject({
      User: '65532:65532',
      Entrypoint: ['/server'],
      ExposedPorts: { '8080/tcp': {}, '9000/tcp': {} },
      Volumes: { '/run/server-scratch': {} },
      Healthcheck: { Test: ['CMD', ...HEALTH_CHECK] },
      WorkingDir: '/',
      Labels: {
        'org.opencontainers.image.title': 'server-scratch',
        'org.opencontainers.image.description': manifest.description,
        'org.opencontainers.image.licenses': manifest.license,
        'org.opencontainers.image.version': manifest.version,
      },
    });
  });

  it('contains the declared files and no other', () => {
    const paths = listImage(engine, image).map(({ path }) => path);
    expect(paths.toSorted()).toEqual(DECLARED.toSorted());
  });

  it('contains the same files as rootfs/', () => {
    const shown = readdirSync(join(outputPath, 'rootfs'), { recursive: true, encoding: 'utf8' });
    const held = listImage(engine, image).map(({ path }) => path.replace(/\/$/, ''));
    expect(held.toSorted()).toEqual(shown.toSorted());
  });

  it('contains the program as /usr/bin/node, to which the entrypoint is a symlink', () => {
    const files = listImage(engine, image).filter(({ path }) => /(^|\/)(server|node)$/.test(path));
    expect(files).toEqual([
      { path: 'server', mode: 'lrwxrwxrwx', owner: '0/0' },
      { path: 'usr/bin/node', mode: '-rwxr-xr-x', owner: '0/0' },
    ]);
  });

  it('contains the SBOM for its processor', () => {
    const held = readFileSync(join(outputPath, 'rootfs/app/sbom.cdx.json'));
    expect(held.equals(readFileSync(join(sbomPath, 'sbom.cdx.json')))).toBe(true);
  });

  it.each(['/bin/sh', '/bin/bash', '/usr/bin/env', '/bin/npm', '/usr/local/bin/corepack'])(
    'cannot start %s',
    (program) => {
      const { exitCode, stderr } = tryProgram(engine, [
        'run',
        '--rm',
        '--entrypoint',
        program,
        image,
      ]);
      expect(exitCode).toBe(127); // docker-run(1): the program in the container cannot be found
      expect(stderr).toContain(program);
    },
  );

  it('is writable by root only, except for /tmp and the folder of the socket', () => {
    const files = listImage(engine, image);
    expect(files.filter(({ owner }) => owner !== '0/0')).toEqual([
      { path: 'run/server-scratch/', mode: 'drwxrwx---', owner: '65532/0' },
    ]);
    const isWritable = /^[^l]....w|^[^l].......w/; // the mode of a symlink has no effect: symlink(7)
    expect(files.filter(({ mode }) => isWritable.test(mode))).toEqual([
      { path: 'run/server-scratch/', mode: 'drwxrwx---', owner: '65532/0' },
      { path: 'tmp/', mode: 'drwxrwxrwt', owner: '0/0' },
    ]);
  });
});
