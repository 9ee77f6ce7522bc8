import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
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

/** Compiled code: each file is that of a source, in one of these folders. */
const CODE = /\.(?:d\.ts|js)$/;

/** Lists the folders of the code, down to the rooms. */
function listRooms({ files }: Packed): readonly string[] {
  const code = files.map(({ path }) => path).filter((path) => CODE.test(path));
  return [...new Set(code.map((path) => path.split('/').slice(0, 2).join('/')))].toSorted();
}

/** Lists the code without a source in this workspace, and the modules without their types. */
function listStrayCode({ files }: Packed, folder: string): readonly string[] {
  const paths = new Set(files.map(({ path }) => path));
  return [...paths].filter((path) => {
    if (!CODE.test(path)) return false;
    const stem = path.replace(CODE, '');
    const hasSource = existsSync(join(workspacePath, folder, `${stem}.ts`));
    return !hasSource || !paths.has(`${stem}.js`) || !paths.has(`${stem}.d.ts`);
  });
}

/** Counts the other files by folder and by how their names end: 'libraries/amd64/*.br' is 11. */
function countAssets({ files }: Packed): Readonly<Record<string, number>> {
  const kinds = files.map(({ path }) => path).filter((path) => !CODE.test(path));
  const counts = Map.groupBy(kinds.map(nameKind), (kind) => kind);
  return Object.fromEntries([...counts].map(([kind, { length }]) => [kind, length]));
}

function nameKind(path: string): string {
  const [folder, extension] = [dirname(path), extname(path)];
  return folder === '.' || extension === '' ? path : `${folder}/*${extension}`;
}

const OF_WORKSPACE = /\.(?:spec|fixture)\.|\/(?:testing|bench|update|packing)\/|[^d]\.ts$|tsconfig/;

/** Everything that is not code. A new file goes to all users, so it is added here on purpose. */
const ASSETS_OF_TOOLS = {
  LICENSE: 1,
  'README.md': 1,
  'configuration.schema.json': 1,
  'executors.json': 1,
  'generators.json': 1,
  'libraries/*.json': 1,
  'libraries/amd64/*.br': 11,
  'libraries/arm64/*.br': 11,
  'libraries/licences/*.txt': 4,
  'migrations.json': 1,
  'node/*.json': 2,
  'package.json': 1,
  'src/app/bundle/*.json': 1,
  'src/app/symbols/*.json': 1,
  'src/artefacts/binary/*.json': 1,
  'src/artefacts/image/*.json': 1,
  'src/artefacts/package/*.json': 1,
  'src/attestation/sbom/*.json': 1,
  'src/attestation/sbom/licences/standard-texts/*.txt': 14,
  'src/node/runtime/*.json': 1,
  'src/node/self-contained/stub/*.bin': 2,
  'src/plugin/generators/application/*.json': 1,
  'src/plugin/generators/configuration/*.json': 1,
  'src/plugin/generators/deploy/*.json': 1,
  'src/plugin/generators/init/*.json': 1,
  'src/plugin/generators/remove/*.json': 1,
  'src/rebuild/container/*.json': 1,
  'src/rebuild/container/builder/*.Dockerfile': 1,
  'src/rebuild/container/builder/build-target': 1,
  'src/rebuild/container/builder/copy-source': 1,
  'src/rebuild/container/builder/install-dependencies': 1,
  'src/rebuild/container/builder/use-node': 1,
  'src/rebuild/verify/*.json': 1,
  'src/rebuild/verify/builder/*.Dockerfile': 1,
  'src/rebuild/verify/builder/build-copy': 1,
  'src/registry/*.json': 1,
};

describe('@tscratch/tools', () => {
  const packed = pack('tools');

  it('contains code of these rooms, each file with its types, and no other', () => {
    const rooms = 'app artefacts attestation cli formats host node plugin rebuild registry';
    expect(listRooms(packed)).toEqual(rooms.split(' ').map((room) => `src/${room}`));
    expect(listStrayCode(packed, 'tools')).toEqual([]);
  });

  it('contains these other files, and no more', () => {
    expect(countAssets(packed)).toEqual(ASSETS_OF_TOOLS);
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
    const assets = {
      LICENSE: 1,
      'README.md': 1,
      'package.json': 1,
      'src/management/console/assets/*.gz': 3,
    };
    expect(countAssets(packed)).toEqual(assets);
    expect(listStrayCode(packed, 'libs/server')).toEqual([]);
    expect(packed.files.filter(({ path }) => OF_WORKSPACE.test(`/${path}`))).toEqual([]);
  });
});
