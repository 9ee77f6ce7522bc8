import { spawnSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { Workspace } from './workspace.fixture.ts';

const declare = (tscratch: object): string =>
  JSON.stringify({ name: 'web', version: '1.0.0', tscratch });

describe('"entry": "tree"', () => {
  let workspace: Workspace;
  beforeEach(() => {
    workspace = new Workspace().write({
      'apps/web/package.json': declare({ entry: 'tree', main: 'out/server.js' }),
      'apps/web/out/server.js': `console.log(require('./lib/a.js'), require.main === module);`,
      'apps/web/out/lib/a.js': `module.exports = require('pack');`,
      'apps/web/out/node_modules/pack/index.js': `module.exports = 'packed';`,
      'apps/web/out/node_modules/pack/package.json': '{ "name": "pack", "version": "1.0.0" }',
      'apps/web/public/robots.txt': 'all',
    });
  });
  afterEach(() => {
    workspace.remove();
  });

  const inFolder = (path: string): string => join(workspace.folder, path);
  const bundle = (tscratch: object, entry = 'apps/web/src/main.ts') =>
    workspace
      .write({ 'apps/web/package.json': declare({ entry: 'tree', ...tscratch }) })
      .bundle(entry);

  it('takes each file of the folder, and starts the script as Node does', async () => {
    const { errors, files, text } = await bundle({ main: 'out/server.js' });
    expect(errors).toEqual([]);
    expect(Object.keys(files)).toEqual([
      'lib/a.js',
      'node_modules/pack/index.js',
      'node_modules/pack/package.json',
      'package.json',
      'server.js',
    ]);
    workspace.write({ 'run/main.cjs': text });
    for (const [path, content] of Object.entries(files))
      workspace.write({ [`run/${path}`]: content });
    const { stdout, stderr } = spawnSync(process.execPath, [inFolder('run/main.cjs')], {
      encoding: 'utf8',
      env: {},
    });
    expect({ stdout, stderr }).toEqual({ stdout: 'packed true\n', stderr: '' });
  });

  it('starts the entry point if no script is named', async () => {
    const { errors, text } = await bundle({}, 'apps/web/out/server.js');
    expect(errors).toEqual([]);
    expect(text).toContain('("server.js")');
  });

  it('takes a folder above the script', async () => {
    const { files, text } = await bundle({ main: 'out/lib/a.js', tree: 'out' });
    expect(text).toContain('("lib/a.js")');
    expect(Object.keys(files)).toContain('server.js');
  });

  it('ignores a copy of the declaration in the folder', async () => {
    const own = { entry: 'tree', main: 'out/server.js', include: ['public'] };
    workspace.write({ 'apps/web/out/package.json': declare(own) });
    const { errors, files } = await bundle(own, 'apps/web/out/server.js');
    expect(errors).toEqual([]);
    expect(files['public/robots.txt']).toBe('all');
  });

  it('adds what is included, in its place below the folder of the declaration or where it is put', async () => {
    const asset = { input: 'apps/web/public', glob: '*.txt', output: 'static' };
    const { files } = await bundle({ main: 'out/server.js', include: ['public', asset] });
    expect(Object.keys(files)).toEqual(
      expect.arrayContaining(['public/robots.txt', 'static/robots.txt']),
    );
  });

  it('keeps the module type of a folder without a package.json', async () => {
    const tscratch = { entry: 'tree', main: 'out/server.js' };
    const manifest = { name: 'web', version: '1.0.0', type: 'module', tscratch };
    workspace.write({ 'apps/web/package.json': JSON.stringify(manifest) });
    const { files } = await workspace.bundle('apps/web/src/main.ts');
    expect(files['package.json']).toBe('{"type":"module"}\n');
    workspace.write({ 'apps/web/out/package.json': '{ "name": "own" }' });
    expect((await workspace.bundle('apps/web/src/main.ts')).files['package.json']).toBe(
      '{ "name": "own" }',
    );
  });

  it('leaves out a package as if it was not installed', async () => {
    const { files } = await bundle({ main: 'out/server.js', omit: ['pack'] });
    expect(Object.keys(files).filter((path) => path.startsWith('node_modules'))).toEqual([]);
  });

  it('says what the program consists of, and what that costs', async () => {
    symlinkSync('server.js', inFolder('apps/web/out/link.js'));
    const { report } = await bundle({ main: 'out/server.js' });
    expect(report).toEqual([
      expect.stringMatching(
        /^The program is the folder apps\/web\/out, \d+ B, 5 files, 1 symlinks; it starts server\.js\.$/,
      ),
      expect.stringContaining('Its modules are not bundled: each start finds, reads and compiles'),
    ]);
  });

  it('is in the metafile by its packages, and as a part of the app', async () => {
    const { metafile } = await bundle({ main: 'out/server.js' });
    const pack = Object.entries(metafile.outputs).find(([path]) => path.endsWith('files.pack'));
    expect(pack?.[1]).toMatchObject({ tree: 'apps/web/out' });
    expect(Object.keys(pack?.[1].inputs ?? {}).toSorted()).toEqual([
      'apps/web/out/node_modules/pack/index.js',
      'apps/web/out/node_modules/pack/package.json',
      'apps/web/package.json',
    ]);
    const [entry] = Object.values(metafile.outputs).flatMap(({ entryPoint = [] }) => entryPoint);
    expect(entry).toBe('tree:apps/web/server.js');
    expect(metafile.inputs['apps/web/package.json']?.imports).toEqual([
      { path: 'apps/web/out/node_modules/pack/package.json', kind: 'require-call' },
    ]);
  });

  describe('and symlinks', () => {
    const store = 'apps/web/out/node_modules/.pnpm';

    it('keeps those of pnpm, and makes an absolute one relative', async () => {
      workspace.write({
        [`${store}/b@1.0.0/node_modules/b/index.js`]: '',
        [`${store}/c@1.0.0/node_modules/c/index.js`]: '',
      });
      symlinkSync('.pnpm/b@1.0.0/node_modules/b', inFolder('apps/web/out/node_modules/b'));
      symlinkSync(
        inFolder(`${store}/c@1.0.0/node_modules/c`),
        inFolder('apps/web/out/node_modules/c'),
      );
      symlinkSync('nowhere', inFolder('apps/web/out/dangling'));
      const { errors, links } = await bundle({ main: 'out/server.js' });
      expect(errors).toEqual([]);
      expect(links).toEqual({
        dangling: 'nowhere',
        'node_modules/b': '.pnpm/b@1.0.0/node_modules/b',
        'node_modules/c': '.pnpm/c@1.0.0/node_modules/c',
      });
    });

    it.each([
      ['a file outside', '../public/robots.txt'],
      ['a folder outside that does not exist', '../nowhere'],
      ['the machine', '/etc/hostname'],
    ])('refuses one to %s', async (_, target) => {
      symlinkSync(target, inFolder('apps/web/out/link'));
      const { errors } = await bundle({ main: 'out/server.js' });
      expect(errors).toEqual([
        expect.stringMatching(
          /^Cannot take the folder of "tree" in "apps\/web\/package\.json": its symlink link leads out of it, to \/.*; set "tree" to a folder that contains both, or copy/,
        ),
      ]);
    });
  });

  it.each([
    [
      'a folder that is not there',
      { main: 'dist/server.js' },
      'Cannot find the folder apps/web/dist, which "apps/web/package.json" declares as the program; build it first (next build, nitro build, or the build of your project), or correct "main" and "tree"',
    ],
    [
      'a script that is not there',
      { main: 'out/main.js' },
      'Cannot start "main.js" of the folder apps/web/out: no such file, expected the script that "main" in "apps/web/package.json" names; correct it, or build the folder first',
    ],
    [
      'a script outside of the folder',
      { main: 'server.js', tree: 'out' },
      'Cannot start "apps/web/server.js" of the folder apps/web/out: expected the script',
    ],
    [
      'a script outside of the project',
      { main: '../server.js' },
      '"main" is "../server.js", expected',
    ],
    ['an absolute script', { main: '/server.js' }, '"main" is "/server.js", expected'],
    [
      'a folder outside of the project',
      { main: 'out/server.js', tree: '..' },
      '"tree" is "..", expected a folder below',
    ],
    [
      'another entry',
      { entry: 'bundle' },
      '"entry" is "bundle", expected "tree", for a ready folder instead of a bundle',
    ],
  ])('refuses %s', async (_, tscratch, message) => {
    const { errors } = await bundle(tscratch);
    expect(errors).toEqual([expect.stringContaining(message)]);
  });

  it('refuses packages that are compiled for another system only', async () => {
    const [machO, elf] = ['\u00CF\u00FA\u00ED\u00FE', '\u007FELF'];
    workspace.write({
      'apps/web/out/node_modules/both/prebuilds/darwin.node': machO,
      'apps/web/out/node_modules/both/prebuilds/linux.node': elf,
    });
    expect((await bundle({ main: 'out/server.js' })).errors).toEqual([]);
    workspace.write({ 'apps/web/out/node_modules/@x/mac/a.node': machO });
    expect((await bundle({ main: 'out/server.js' })).errors).toEqual([
      'Cannot take the folder of "tree" in "apps/web/package.json": all native addons of node_modules/@x/mac are for another system than Linux, such as node_modules/@x/mac/a.node; install its packages for Linux (npm ci --os=linux --cpu=x64 --libc=glibc) and build it again, or name the package in "omit"',
    ]);
    expect((await bundle({ main: 'out/server.js', omit: ['@x/mac'] })).errors).toEqual([]);
  });

  it('refuses more than a build can read', async () => {
    workspace.write({ 'apps/web/out/movie.mp4': '' });
    truncateSync(inFolder('apps/web/out/movie.mp4'), 2 ** 31); // takes no room on the disk
    const { errors } = await bundle({ main: 'out/server.js' });
    expect(errors).toEqual([
      expect.stringMatching(
        /: its files have 2147\.5 MB, expected at most 2146\.4 MB; the largest is movie\.mp4 \(2147\.5 MB\); keep such files outside/,
      ),
    ]);
  });
});
