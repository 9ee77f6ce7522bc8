import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
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

  const run = (nx: string, signal = new AbortController().signal) => {
    const nxPath = join(folder, 'node_modules/.bin/nx');
    writeFileSync(nxPath, `#!/bin/sh\nset -e\nmkdir dist\n${nx}\n`);
    chmodSync(nxPath, 0o755);
    const { conditions } = selectTwo({ hasEngine: false, hasEmulator: false });
    const log: string[] = [];
    const sources = {
      sourceFolder: join(folder, 'source'),
      modulesFolder: join(folder, 'node_modules'),
      steps: [],
    };
    const ended = runVerify({
      targets: ['shop:build'],
      files: ['dist'],
      conditions,
      sources,
      setup: [],
      signal,
      source: { epochSeconds: 5, revision: undefined },
      temporaryFolder: join(folder, 'temporary'),
      environment: process.env,
      container: undefined,
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
