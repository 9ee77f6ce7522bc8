import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runOnPinnedNode } from './run-on-pinned-node.ts';
import { prepareToolNode, runsPinnedNode, type Machine } from './tool-node.ts';

const folder = mkdtempSync(join(tmpdir(), 'tool node '));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const { platform, arch, execPath, versions, release } = process;
const env = { PATH: process.env['PATH'], NODE_OPTIONS: '--no-such-option', TSCRATCH_CACHE: folder };
const own: Machine = { platform, arch, env, execPath, versions, release };
const older = { ...own, versions: { node: '22.15.0' } };

describe('prepareToolNode()', () => {
  it('is the running Node if that is the pinned one', () => {
    expect(prepareToolNode(folder, own)).toBe(execPath);
  });

  it('is not a Node of the same version that a distribution has built', () => {
    const foreign = { ...own, release: { sourceUrl: 'https://deb.example.org/node.tar.gz' } };
    expect(runsPinnedNode(folder, foreign)).toBe(false);
  });

  it('makes the pinned Node once, which needs no library of the machine', () => {
    const path = prepareToolNode(folder, older);
    const options = { encoding: 'utf8', env: {} } as const;
    const version = execFileSync(path, ['--print', 'process.versions.node'], options);
    expect(version.trim()).toBe(versions.node);
    const { ino } = statSync(path);
    expect(prepareToolNode(folder, older)).toBe(path);
    expect(statSync(path).ino).toBe(ino);
  });

  it.each(['darwin', 'win32'])('says where to build on %s', (other) => {
    const build = () => prepareToolNode(folder, { ...own, platform: other });
    expect(build).toThrow(`Cannot build on ${other}: expected Linux`);
    expect(build).toThrow(expect.objectContaining({ exitCode: 69 }) as Error);
  });

  it.each([
    [{}, 'the environment has no HOME'],
    [{ TSCRATCH_CACHE: 'cache' }, 'the environment has the folder "cache" for it'],
  ])('needs a folder to keep it in: %j', (variables, reason) => {
    expect(() => prepareToolNode(folder, { ...older, env: variables })).toThrow(
      `Cannot keep the Node that builds: ${reason}, expected an absolute path; set TSCRATCH_CACHE to`,
    );
  });
});

describe('runOnPinnedNode()', () => {
  const path = join(folder, 'script.mjs');
  writeFileSync(
    path,
    `import { writeFileSync } from 'node:fs';
    writeFileSync(process.argv[2], process.version);
    process.exitCode = 7;`,
  );

  it('leaves the work to the pinned Node', async () => {
    expect(await runOnPinnedNode(folder, { path, args: ['unused'] }, own)).toBeUndefined();
  });

  it('runs a script there otherwise, without the options of this Node', async () => {
    const output = join(folder, 'output');
    expect(await runOnPinnedNode(folder, { path, args: [output] }, older)).toBe(7);
    expect(statSync(output).size).toBe(`v${versions.node}`.length);
  });

  it('reports a signal as a shell does', async () => {
    const killed = join(folder, 'killed.mjs');
    writeFileSync(killed, `process.kill(process.pid, 'SIGTERM');`);
    expect(await runOnPinnedNode(folder, { path: killed, args: [] }, older)).toBe(143);
  });
});
