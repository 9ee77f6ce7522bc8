import { dirname, join } from 'node:path';
import type { TargetConfiguration } from '@nx/devkit';
import { listFolders } from '../../host/configuration/option-files.ts';
import { PROJECT_LOCK } from '../../node/archive/node-lock.ts';

export type Input = NonNullable<TargetConfiguration['inputs']>[number];

export interface InputSubject {
  /** Of the project, relative to the workspace. */
  readonly folder: string;
  readonly sources: readonly Input[];
  readonly tools: readonly Input[];
}

/** Names the files that may have options of a project, and the lock of Node that it may pin. Nx itself hashes nx.json. */
function listOptionFiles(folder: string): readonly Input[] {
  const own = ['package.json', 'project.json'];
  const above = listFolders(folder).flatMap((each) => own.map((name) => join(each, name)));
  return [
    ...own.map((name) => `{projectRoot}/${name}`),
    ...[...above, PROJECT_LOCK].map((path) => `{workspaceRoot}/${path}`),
  ];
}

/** Which packages are installed; the file of one package manager is there. */
const LOCKS: readonly Input[] = [
  'package-lock.json',
  'npm-shrinkwrap.json',
  'pnpm-lock.yaml',
  'yarn.lock',
  'bun.lock',
  'package.json',
].map((name) => `{workspaceRoot}/${name}`);

/** The state of the sources goes into image and SBOM. A folder without a repository, or without a commit, has none. */
const SOURCE: readonly Input[] = [
  { env: 'SOURCE_DATE_EPOCH' },
  { env: 'SOURCE_REVISION' },
  { runtime: 'git log -1 --format=%H-%ct 2>/dev/null || true' },
  { runtime: 'git status --porcelain 2>/dev/null || true' },
];

/** Whether this machine can run another processor's program decides about its code cache. */
const EMULATORS: readonly Input[] = [
  { runtime: 'command -v qemu-aarch64-static || command -v qemu-aarch64 || true' },
  { runtime: 'command -v qemu-x86_64-static || command -v qemu-x86_64 || true' },
];

const LICENCES: readonly Input[] = ['{projectRoot}/licences/**/*', '{workspaceRoot}/licences/**/*'];

const DOCUMENTS: readonly Input[] = ['{projectRoot}', '{workspaceRoot}'].flatMap((folder) =>
  ['README.md', 'LICENSE', 'CHANGELOG.md'].map((name) => `${folder}/${name}`),
);

/** The provenance names the container that builds. */
const BUILDER: readonly Input[] = [{ env: 'TSCRATCH_BUILDER' }];

function readFrom(pattern: string): Input {
  return { dependentTasksOutputFiles: pattern };
}

const PROGRAM = ['**/main.cjs', '**/files.pack', '**/sbom/**/*'].map(readFrom);

/** Plans what the result of a target depends on. */
export function planInputs(
  kind: 'bundle' | 'sbom' | 'binary' | 'image' | 'package',
  { folder, sources, tools }: InputSubject,
): Input[] {
  const common = [...tools, ...listOptionFiles(dirname(folder))];
  switch (kind) {
    case 'bundle':
      return [...sources, ...common, ...LOCKS, '{workspaceRoot}/tsconfig*.json', readFrom('**/*')];
    case 'sbom':
      return [...common, ...LOCKS, ...LICENCES, ...SOURCE, readFrom('**/meta.json')];
    case 'binary':
      return [...common, ...EMULATORS, ...PROGRAM];
    case 'package':
      return [...common, ...LOCKS, ...SOURCE, ...DOCUMENTS, readFrom('**/*'), ...BUILDER];
    case 'image':
      return [...common, ...LOCKS, ...EMULATORS, ...SOURCE, ...PROGRAM, ...BUILDER];
  }
}
