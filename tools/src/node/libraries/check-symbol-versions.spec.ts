import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { readLockedLibraries } from './read-locked-libraries.ts';
import { findNode } from '../runtime/find-node.ts';
import { checkSymbolVersions } from './check-symbol-versions.ts';
import { resolveLibraries } from './resolve-libraries.ts';

const root = join(import.meta.dirname, '../../../..');
const { path } = findNode(root, process.arch);
const node = parseElf(readFileSync(path), path);
const resolved = resolveLibraries(
  node,
  readLockedLibraries(join(root, 'tools/libraries'), node.machine),
);

describe('checkSymbolVersions()', () => {
  it('finds all symbol versions that the pinned Node needs in the locked libraries', () => {
    expect(() => {
      checkSymbolVersions(node, resolved);
    }).not.toThrow();
  });

  it('names a version that a library lacks', () => {
    const [wanted, instead] = [Buffer.from('\0GLIBC_2.28\0'), Buffer.from('\0GLIBC_9.99\0')];
    const bytes = Buffer.from(node.bytes);
    for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at))
      bytes.set(instead, at);
    expect(() => {
      checkSymbolVersions({ ...node, path: 'node', bytes }, resolved);
    }).toThrow(
      /^Cannot start "node" with the locked libraries: it needs GLIBC_9\.99 of "lib\w+\.so\.\d", which has no such version; choose an older release, or renew the libraries from a newer Debian$/,
    );
  });

  it('names a library that is missing', () => {
    const libraries = resolved.libraries.filter(({ name }) => name !== 'libm.so.6');
    expect(() => {
      checkSymbolVersions(node, { ...resolved, libraries });
    }).toThrow(/it needs GLIBC_[\d.]+ of "libm\.so\.6", which has no such version;/);
  });
});
