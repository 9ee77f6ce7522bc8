import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readRelease } from './read-release.ts';

const paths = {
  programPath: 'orders',
  unitPath: 'orders.service',
  jobPath: 'orders.nomad.hcl',
  manifestPath: 'package.json',
  documentPaths: ['LICENSE'],
};

describe('readRelease()', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'release '));
    for (const path of Object.values(paths).flat()) writeFileSync(join(root, path), `${path}\n`);
    writeFileSync(join(root, 'package.json'), '{ "version": "1.4.0" }');
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('names the release after its program and takes the version from the manifest', () => {
    expect(readRelease(root, paths)).toMatchObject({
      name: 'orders',
      version: '1.4.0',
      unit: { path: 'orders.service', text: 'orders.service\n' },
      documents: [{ path: 'LICENSE', mode: 0o644 }],
    });
  });

  it.each(Object.values(paths).flat())('stops when "%s" is missing', (path) => {
    rmSync(join(root, path));
    expect(() => readRelease(root, paths)).toThrow(
      `Cannot read "${path}": no such file; correct the path in project.json`,
    );
  });
});
