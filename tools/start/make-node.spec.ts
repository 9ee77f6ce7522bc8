import { spawnSync } from 'node:child_process';
import { lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../..');
const name = `node-linux-${process.arch}`;

describe('makeNode()', () => {
  const root = mkdtempSync(join(tmpdir(), 'make-node-'));
  const inModules = (path: string): string => join(root, 'node_modules', path);
  const node = inModules('.bin/node');
  const link = (target: string, path: string): void => {
    rmSync(path, { force: true });
    symlinkSync(target, path);
  };
  const make = () => {
    const module = JSON.stringify(join(workspace, 'tools/start/make-node.mjs'));
    const script = `import { makeNode } from ${module}; await makeNode(${JSON.stringify(root)})`;
    const args = ['--input-type=module', '--eval', script];
    return spawnSync(process.execPath, args, { encoding: 'utf8' });
  };
  const made = { stdout: 'Making the Node that runs the tools ...\n', stderr: '', status: 0 };

  beforeAll(() => {
    for (const folder of ['.bin', `${name}/bin`]) mkdirSync(inModules(folder), { recursive: true });
    writeFileSync(inModules(`${name}/package.json`), '{}');
    link(join(workspace, 'tools'), join(root, 'tools'));
    link(join(workspace, 'node_modules', name, 'bin/node'), inModules(`${name}/bin/node`));
    link(`../${name}/bin/node`, node);
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  it("replaces npm's link with a self-contained Node", () => {
    expect(make()).toMatchObject(made);
    expect(lstatSync(node).isFile()).toBe(true);
    expect(spawnSync(node, ['--version']).stdout.toString()).toBe(`${process.version}\n`);
  });

  it('does nothing the second time', () => {
    expect(make()).toMatchObject({ stdout: '', stderr: '', status: 0 });
  });

  it.each([
    [
      'npm has restored its link',
      () => {
        link(`../${name}/bin/node`, node);
      },
    ],
    [
      'another Node is pinned',
      () => {
        writeFileSync(inModules(`${name}/package.json`), '{ "version": "26.11.0" }');
      },
    ],
  ])('makes it again when %s', (_, change) => {
    change();
    expect(make()).toMatchObject(made);
    expect(lstatSync(node).isFile()).toBe(true);
  });

  it('reports a Node that cannot be made self-contained, and keeps the old one', () => {
    rmSync(inModules(`${name}/bin/node`));
    writeFileSync(inModules(`${name}/bin/node`), 'damaged');
    writeFileSync(inModules(`${name}/package.json`), '{}');
    const { stderr, status } = make();
    expect(stderr).toContain(`StartError: Cannot use "${inModules(`${name}/bin/node`)}": `);
    expect(status).toBe(1);
    expect(spawnSync(node, ['--version']).stdout.toString()).toBe(`${process.version}\n`);
  });
});
