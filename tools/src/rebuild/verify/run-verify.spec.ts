import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { selectTwo } from './condition.ts';
import { runVerify } from './run-verify.ts';

/** Runs real builds on this host, in a workspace whose Nx is a shell script. */
describe('runVerify()', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'verify '));
    for (const name of ['source/src', 'node_modules/.bin', 'temporary'])
      mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, 'source/src/main.ts'), 'main');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const run = (nx: string, nodeFolder?: string) => {
    const { signal } = new AbortController();
    const nxPath = join(folder, 'node_modules/.bin/nx');
    writeFileSync(nxPath, `#!/bin/sh\nset -e\nmkdir dist\n${nx}\n`);
    chmodSync(nxPath, 0o755);
    const { conditions } = selectTwo({ containerObstacle: 'this is a test' });
    const log: string[] = [];
    const sources = {
      sourceFolder: join(folder, 'source'),
      packagesFolder: folder,
      steps: [],
    };
    const ended = runVerify({
      commands: [['nx', 'run', 'shop:build']],
      files: ['dist'],
      conditions,
      sources,
      setup: [],
      signal,
      source: { epochSeconds: 5, revision: undefined },
      temporaryFolder: join(folder, 'temporary'),
      environment: process.env,
      container: undefined,
      nodeFolder,
      emulatorPath: undefined,
      log: (line) => void log.push(line),
    });
    return { ended, log };
  };

  it('finds no difference if the conditions do not matter, and keeps one result', async () => {
    const { ended, log } = run(
      'cat src/main.ts > dist/orders; echo $SOURCE_DATE_EPOCH >> dist/orders',
    );
    const { files, differences } = await ended;
    expect(files).toMatchObject([{ path: 'dist/orders', sizeBytes: 6 }]);
    expect(differences.size).toBe(0);
    expect(log.filter((line) => line.startsWith('Build'))).toEqual([
      'Build 1 of 2: host',
      'Build 2 of 2: odd host',
    ]);
    expect(readdirSync(join(folder, 'temporary')).toSorted()).toEqual(['builder', 'result-1']);
  });

  it.each([
    ['folder', 'pwd'],
    ['home', 'echo $HOME'],
    ['umask', 'umask'],
    ['mode of the sources', 'stat --format=%a src/main.ts'],
    ['time zone', 'date --date=@0'],
    ['locale', 'echo $LC_ALL'],
    ['cores', 'grep Cpus_allowed_list /proc/self/status'],
    ['noise', 'echo $NODE_ENV'],
  ])('changes the %s that a build sees', async (_, command) => {
    const { differences } = await run(`${command} > dist/orders`).ended;
    expect([...differences.keys()]).toEqual(['dist/orders']);
  });

  it('names the place of the first difference', async () => {
    const { differences } = await run('(echo shop; printf $TZ) > dist/orders').ended;
    expect(differences.get('dist/orders')).toEqual({
      place: ['odd host', 'orders', 'line 2, column 1'],
      expected: '"UTC"',
      found: '"Asia/Tokyo"',
    });
  });

  it('names a file that only one of the builds has', async () => {
    const { differences } = await run('echo > dist/orders; [ $TZ = UTC ] || echo > dist/more')
      .ended;
    expect([...differences]).toEqual([
      ['dist/more', { place: ['odd host', 'dist/more'], expected: 'missing', found: 'present' }],
    ]);
  });

  it('copies the packages of every project of a workspace, with their links', async () => {
    const linked = join(folder, 'packages/api/node_modules/express');
    mkdirSync(join(folder, 'packages/api/node_modules'), { recursive: true });
    symlinkSync('../../../node_modules/.pnpm/express', linked);
    mkdirSync(join(folder, 'node_modules/.pnpm/express'), { recursive: true });
    writeFileSync(join(folder, 'node_modules/.pnpm/express/index.js'), 'express');
    mkdirSync(join(folder, 'source/packages/api'), { recursive: true });
    writeFileSync(join(folder, 'source/packages/api/package.json'), '{}');
    const { files } = await run(
      'cat packages/api/node_modules/express/index.js > dist/orders; readlink packages/api/node_modules/express >> dist/orders',
    ).ended;
    expect(files).toMatchObject([
      { sizeBytes: 'express../../../node_modules/.pnpm/express\n'.length },
    ]);
  });

  it('lets the Node that is handed over build, with a cache that the builds do not share', async () => {
    const node = join(folder, 'handed');
    for (const path of ['bin', 'cache/node-linux-x64-1'])
      mkdirSync(join(node, path), { recursive: true });
    writeFileSync(join(node, 'cache/node-linux-x64-1/LICENSE'), 'licence');
    writeFileSync(join(node, 'bin/node'), '#!/bin/sh\necho handed over\n', { mode: 0o755 });
    const { files } = await run(
      'node > dist/orders; cat "$TSCRATCH_CACHE/node-linux-x64-1/LICENSE" >> dist/orders; mkdir "$TSCRATCH_CACHE/runtime"',
      node,
    ).ended;
    expect(files).toMatchObject([{ sizeBytes: 'handed over\nlicence'.length }]);
    expect(readdirSync(join(node, 'cache'))).toEqual(['node-linux-x64-1']);
  });

  it('rejects a build without files', async () => {
    await expect(run('true').ended).rejects.toThrow(
      'Cannot read "dist": no such file; list in the option "files" what the targets write',
    );
  });

  it('fails if a build fails', async () => {
    await expect(run('exit 3').ended).rejects.toThrow(
      'Cannot build under the condition "host": "env" ended with exit code 3; see its output above',
    );
  });
});
