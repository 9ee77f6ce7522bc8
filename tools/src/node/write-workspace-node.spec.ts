import { spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseElf } from '../formats/elf/parse-elf.ts';
import { findNode } from './runtime/find-node.ts';
import { writeWorkspaceNode } from './write-workspace-node.ts';

const root = join(import.meta.dirname, '../../..');
const toolsFolder = join(root, 'tools');
const addons = globSync('node_modules/**/*.node', { cwd: root })
  .map((path) => join(root, path))
  .filter((path) => statSync(path).isFile()); // some packages have folders with such names

describe('writeWorkspaceNode()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'workspace-node-'));
  const path = join(folder, 'node');
  const nodePath = findNode(root, process.arch).path;
  const run = (...args: string[]) => spawnSync(path, args, { encoding: 'utf8', env: {} });

  beforeAll(() => {
    writeWorkspaceNode(path, { nodePath, toolsFolder });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('builds the same Node without a dynamic loader of the host', () => {
    expect(parseElf(readFileSync(path), path).interpreter).toBeUndefined();
    expect(run('--print', 'process.version').stdout).toBe(`${process.version}\n`);
  });

  it('finds addons to load, of Nx and swc among others', () => {
    const names = addons.map((addon) => basename(addon).split('.')[0]);
    expect(names).toEqual(expect.arrayContaining(['nx', 'swc']));
  });

  it.each(addons)('has all libraries of %s', (addon) => {
    const { needed } = parseElf(readFileSync(addon), addon);
    const script = 'JSON.stringify(process.report.getReport().sharedObjects)';
    const loaded = JSON.parse(run('--print', script).stdout) as string[];
    expect(needed.filter((name) => !loaded.some((at) => basename(at) === name))).toEqual([]);
  });

  it.each(addons)('loads %s', (addon) => {
    const script = `process.dlopen({ exports: {} }, ${JSON.stringify(addon)})`;
    expect(run('--eval', script)).toMatchObject({ stderr: '', status: 0 });
  });
});
