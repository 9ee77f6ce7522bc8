import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { PROJECT_LOCK } from '../../node/archive/node-lock.ts';
import { readBuilder } from './read-builder.ts';

const workspace = join(import.meta.dirname, '../../../..');
const LOCKS = ['package-lock.json', PROJECT_LOCK];
const lockPath = join(workspace, 'package-lock.json');

describe('readBuilder()', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'builder '));
    mkdirSync(dirname(join(root, PROJECT_LOCK)), { recursive: true });
    for (const path of LOCKS) writeFileSync(join(root, path), '{ "version": "1.0.0" }');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('names the image and the volume after their content', () => {
    const { recipe, dependencies } = readBuilder(root, undefined);
    expect(recipe.name).toMatch(/^tscratch-builder:[0-9a-f]{12}$/);
    expect(dependencies).toMatch(/^tscratch-dependencies-[0-9a-f]{12}$/);
  });

  it.each(LOCKS)('names another volume, but the same image, for another %s', (path) => {
    const before = readBuilder(root, undefined);
    writeFileSync(join(root, path), '{}');
    const after = readBuilder(root, undefined);
    expect(after.recipe).toEqual(before.recipe);
    expect(after.dependencies).not.toBe(before.dependencies);
  });

  it.each(['.npmrc', 'pnpm-workspace.yaml'])('names another volume for another %s', (name) => {
    const before = readBuilder(root, undefined).dependencies;
    writeFileSync(join(root, name), '');
    expect(readBuilder(root, undefined).dependencies).not.toBe(before);
  });

  it('names another volume for each builder', () => {
    const builders = [undefined, 'a@sha256:1', 'a@sha256:2'];
    const volumes = builders.map((builder) => readBuilder(root, builder).dependencies);
    expect(new Set(volumes).size).toBe(3);
  });
});

describe('package-lock.json', () => {
  it('installs every package below the only node_modules that the builder mounts', () => {
    const lock = JSON.parse(readFileSync(lockPath, 'utf8')) as { packages: object };
    const nested = Object.keys(lock.packages).filter((path) =>
      /^(apps|libs|tools)\b.*node_modules/.test(path),
    );
    expect(nested).toEqual([]);
  });
});
