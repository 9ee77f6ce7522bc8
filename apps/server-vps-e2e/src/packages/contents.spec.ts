import { join } from 'node:path';
import { runProgram } from '@tscratch/tools/testing/program';
import { workspacePath } from '@tscratch/tools/testing/workspace';

interface Packed {
  readonly size: number;
  readonly files: readonly { readonly path: string; readonly mode: number }[];
}

/** Packs what `nx run tools:pack` has written, as npm would publish it. */
function pack(name: string): Packed {
  const cwd = join(workspacePath, 'dist/packages', name);
  const [packed] = JSON.parse(runProgram('npm', ['pack', '--dry-run', '--json'], { cwd })) as [
    Packed,
  ];
  return packed;
}

/** The kinds of files below a folder: its first part, and how names end. */
function listKinds({ files }: Packed): readonly string[] {
  const kinds = files.map(({ path }) => {
    const [first = '', ...rest] = path.split('/');
    if (rest.length === 0) return path;
    const name = rest.at(-1) ?? '';
    return `${first}/ ${/\.d\.ts$|\.[^.]+$/.exec(name)?.[0] ?? name}`;
  });
  return [...new Set(kinds)].toSorted();
}

const OF_WORKSPACE = /\.(?:spec|fixture)\.|\/(?:testing|bench|update|packing)\/|[^d]\.ts$|tsconfig/;

describe('@tscratch/tools', () => {
  const packed = pack('tools');

  it('contains these kinds of files', () => {
    expect(listKinds(packed)).toEqual(
      expect.arrayContaining([
        'LICENSE',
        'README.md',
        'configuration.schema.json',
        'executors.json',
        'libraries/ .br',
        'libraries/ .json',
        'libraries/ .txt',
        'node/ .json',
        'package.json',
        'src/ .Dockerfile',
        'src/ .bin',
        'src/ .d.ts',
        'src/ .js',
        'src/ .json',
        'src/ .txt',
        'src/ build-copy',
        'src/ build-target',
        'src/ copy-source',
        'src/ install-dependencies',
      ]),
    );
  });

  it('contains nothing that is for this workspace', () => {
    const { files } = packed;
    expect(files.filter(({ path }) => OF_WORKSPACE.test(`/${path}`))).toEqual([]);
  });

  it('is at most 6 MB', () => {
    expect(packed.size).toBeLessThanOrEqual(6_000_000);
  });
});

describe('@tscratch/server', () => {
  const packed = pack('server');

  it('contains its modules, their types and its licence, and nothing else', () => {
    const kinds = ['LICENSE', 'README.md', 'package.json', 'src/ .d.ts', 'src/ .js'];
    expect(listKinds(packed)).toEqual(kinds);
    expect(packed.files.filter(({ path }) => OF_WORKSPACE.test(`/${path}`))).toEqual([]);
  });
});
