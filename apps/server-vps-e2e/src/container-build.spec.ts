import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { copyWorkspace, type WorkspaceCopy } from '@tscratch/tools/testing/copy-workspace';
import { describeWithEngine, inspect } from '@tscratch/tools/testing/engine';
import { runProgram, type Outcome } from '@tscratch/tools/testing/program';
import { runNx, tryNx } from '@tscratch/tools/testing/workspace';
import { readPackageFile } from './workspace.ts';

const PACKAGE = ['run', 'server-vps:package'];
const TIMEOUT_MS = 10 * 60_000; // the first run makes the image and installs every dependency

interface Statement {
  readonly predicate: {
    readonly buildDefinition: { readonly resolvedDependencies: readonly Dependency[] };
    readonly runDetails: { readonly builder: { readonly id: string } };
  };
}
interface Dependency {
  readonly name: string;
  readonly digest: { readonly sha256?: string };
}

const STATEMENT = 'provenance.intoto.json';
const parseStatement = (text: string) => JSON.parse(text) as Statement;

/** A folder for PATH that has every program except container engines. */
function createPathWithoutEngine(): string {
  const folder = mkdtempSync(join(tmpdir(), 'no-engine-'));
  symlinkSync(process.execPath, join(folder, 'node'));
  for (const name of ['git', 'sh', 'tar'])
    symlinkSync(runProgram('sh', ['-c', `command -v ${name}`]), join(folder, name));
  return folder;
}

/** In a copy, because other specs read dist; with a space in its path, and a linked worktree where this workspace is one. */
describeWithEngine('nx run server-vps:package in a worktree with a space', (engine) => {
  let copy: WorkspaceCopy;
  let programs: string;
  let built: Outcome;
  beforeAll(() => {
    programs = createPathWithoutEngine();
    copy = copyWorkspace('my work, tree');
    const umask = process.umask(0o077);
    try {
      const environment = {
        PATH: `${programs}:${process.env['PATH'] ?? ''}`,
        TZ: 'Asia/Tokyo',
        LC_ALL: 'tr_TR.UTF-8',
      };
      built = tryNx(PACKAGE, { cwd: copy.path, environment });
    } finally {
      process.umask(umask);
    }
  }, TIMEOUT_MS);
  afterAll(() => {
    copy.remove();
    rmSync(programs, { recursive: true });
  });

  const readBuilt = (name: string): string =>
    readFileSync(join(copy.path, 'dist/apps/server-vps/package', name), 'utf8');

  it('builds in the pinned container the same bytes as on this host, under another umask, zone and locale', () => {
    expect(built).toMatchObject({ exitCode: 0 });
    expect(readBuilt('SHA256SUMS')).toBe(readPackageFile('SHA256SUMS').toString());
  });

  it('says how far it is', () => {
    expect(built.stdout).toContain('build-target server-vps:package:local');
    // Of the program inside: its standard output is the package.
    expect(built.stderr).toContain('nx run server-vps:bundle');
  });

  it('records the same dependencies as on the host, and the builder', () => {
    const { buildDefinition, runDetails } = parseStatement(readBuilt(STATEMENT)).predicate;
    const added = buildDefinition.resolvedDependencies.filter(({ name }) => /^builder/.test(name));
    expect(added.map(({ name }) => name)).toEqual(['builder', 'builder-base']);
    expect(runDetails.builder.id).toBe('urn:tscratch:builder:container:v1');
    const onHost = parseStatement(readPackageFile(STATEMENT).toString());
    const host = onHost.predicate.buildDefinition.resolvedDependencies;
    expect(buildDefinition.resolvedDependencies).toEqual([...host, ...added]);
  });

  it('records the builder by its ID in the engine', () => {
    const { resolvedDependencies } = parseStatement(readBuilt(STATEMENT)).predicate.buildDefinition;
    const builder = resolvedDependencies.find(({ name }) => name === 'builder');
    const id = `sha256:${String(builder?.digest.sha256)}`;
    expect(String(inspect(engine, id, '.Id'))).toContain(builder?.digest.sha256);
  });

  it(
    'comes out of the cache when nothing has changed, without an engine',
    () => {
      const options = { cwd: copy.path, environment: { PATH: programs } };
      expect(runNx(PACKAGE, options)).toMatch(/local cache|existing outputs/);
      expect(() => runNx([...PACKAGE, '--skip-nx-cache'], options)).toThrow(
        'Cannot build in a container: docker is not installed, podman is not installed',
      );
    },
    TIMEOUT_MS,
  );

  it('rejects a builder without a digest', () => {
    const named = [...PACKAGE, '--builder=tscratch-builder:latest'];
    expect(() => runNx(named, { cwd: copy.path })).toThrow(
      'Cannot build in "tscratch-builder:latest": expected an image with its digest',
    );
  }, 60_000);

  it(
    'leaves neither a container nor half a package behind Ctrl-C',
    async () => {
      const nx = spawn(join(copy.path, 'node_modules/.bin/nx'), [...PACKAGE, '--skip-nx-cache'], {
        cwd: copy.path,
        env: { ...process.env, NX_DAEMON: 'false' },
        stdio: 'ignore',
        detached: true, // in a separate process group, like a program that a shell starts
      });
      const ended = once(nx, 'exit');
      const listContainers = (...flags: string[]) =>
        runProgram(engine, ['ps', '--quiet', `--filter=volume=${copy.path}`, ...flags]);
      while (listContainers() === '' && nx.exitCode === null) await setTimeout(100);
      process.kill(-Number(nx.pid), 'SIGINT');
      await ended;
      while (listContainers() !== '') await setTimeout(100); // the engine needs a moment after its client
      expect(listContainers('--all')).toBe('');
      const left = readdirSync(join(copy.path, 'dist/apps/server-vps'));
      expect(left.filter((name) => name.includes('writing'))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});

// A rootless engine is tested by hand: these tests run as root, because root.spec.ts mounts and changes its
// root, and an ordinary user's Podman needs a range of ids in /etc/subuid.
it.skip('nx run server-vps:package under a rootless Podman (the tests run as root)', () =>
  undefined);
