import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from './faults/fault.ts';
import { fixEnvironment } from './fix-environment.ts';

/** The state of the sources that an artefact is built from. */
export interface SourceState {
  /** Time for the metadata of the artefact, whole seconds since 1970. */
  readonly epochSeconds: number;
  /** Commit, followed by `-dirty` if the working tree differs; undefined without a commit. */
  readonly revision: string | undefined;
}

/**
 * The name under which a release records its revision: a label of an image, a property of an SBOM.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/annotations.md#pre-defined-annotation-keys
 */
export const REVISION = 'org.opencontainers.image.revision';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads the state of the sources: from the environment if it is set there (as in a container without
 * the repository), else from git. Outside a repository,
 * and before its first commit, the time is 0.
 *
 * @param root Workspace folder.
 * @throws {Fault} `BAD_SOURCE_DATE_EPOCH`; `GIT_UNREADABLE` if git cannot read the repository.
 * @see https://reproducible-builds.org/specs/source-date-epoch/
 */
export function readSourceState(root: string, environment: Environment): SourceState {
  const { SOURCE_DATE_EPOCH: epoch, SOURCE_REVISION: revision } = environment;
  const git: Git = (...args) => runGit(args, { root, environment });
  return {
    epochSeconds: parseEpoch(
      epoch ?? git('log', '-1', '--no-show-signature', '--format=%ct') ?? '0',
    ),
    // An empty SOURCE_REVISION means that there is none, so git is not asked.
    revision: revision === undefined ? readRevision(git) : revision || undefined,
  };
}

/** The latest time that fits the eleven octal digits of a ustar header; the .deb contains such headers. */
const LATEST_SECONDS = 8 ** 11 - 1;

/** Parses SOURCE_DATE_EPOCH. A wrong value stops the build: falling back to the clock would hide it. */
export function parseEpoch(text: string): number {
  if (!/^\d+$/.test(text) || Number(text) > LATEST_SECONDS)
    throw new Fault('BAD_SOURCE_DATE_EPOCH', { text });
  return Number(text);
}

/** Runs git. Returns its trimmed output, or undefined outside a repository and before its first commit. */
type Git = (...args: readonly string[]) => string | undefined;

function readRevision(git: Git): string | undefined {
  const commit = git('rev-parse', 'HEAD');
  const isDirty =
    commit !== undefined && git('status', '--porcelain', '--untracked-files=normal') !== '';
  return isDirty ? `${commit}-dirty` : commit;
}

/** What git says outside a repository, and in one that has no commit yet. */
const NOTHING =
  /not a git repository|does not have any commits yet|ambiguous argument 'HEAD': unknown revision/;

function runGit(
  args: readonly string[],
  { root, environment }: { root: string; environment: Environment },
): string | undefined {
  const env = fixEnvironment(environment); // the message below is compared in English
  const { error, status, stdout, stderr } = spawnSync('git', ['-C', root, ...args], {
    encoding: 'utf8',
    env,
  });
  if (status === 0) return stdout.trim();
  if (error === undefined && NOTHING.test(stderr)) return undefined;
  if (isMissing(error) && !isInRepository(root)) return undefined;
  throw new Fault('GIT_UNREADABLE', { root, reason: (error?.message ?? stderr).trim() });
}

/** Tells whether git is not installed. */
function isMissing(error: NodeJS.ErrnoException | undefined): boolean {
  return error?.code === 'ENOENT';
}

/** Tells without git whether a folder is in a repository. */
function isInRepository(folder: string): boolean {
  if (existsSync(join(folder, '.git'))) return true;
  return dirname(folder) !== folder && isInRepository(dirname(folder));
}
