import { Fault } from '../../host/faults/fault.ts';
import { describeNpmError } from '../../host/describe-npm-error.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { PROCESSORS } from '../../formats/processor.ts';

/** The packages that contain Node, one for each processor. */
export const NODE_PACKAGES: readonly string[] = PROCESSORS.map(({ arch }) => `node-linux-${arch}`);

/** How to run npm: the folder and environment with its settings. */
export interface Npm {
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
}

/**
 * Requests the versions of all packages of Node, by package.
 *
 * @throws {Fault} those of `readReleases`.
 */
export function readPublished(npm: Npm): ReadonlyMap<string, readonly string[]> {
  return new Map(NODE_PACKAGES.map((name) => [name, readReleases(name, npm)]));
}

/**
 * Requests all versions of a package, oldest first, from the registry that npm uses.
 *
 * @throws {Fault} `NODE_UNLISTED` if the request fails.
 */
export function readReleases(name: string, { cwd, env }: Npm): readonly string[] {
  const args = ['view', name, 'versions', '--json', '--prefer-online'];
  try {
    const versions: unknown = JSON.parse(
      runPrograms([{ command: 'npm', args, cwd }], env).toString(),
    );
    return [versions].flat().filter((version) => typeof version === 'string'); // npm prints a single version without a list
  } catch (error) {
    const reason = describeNpmError(error);
    if (reason === undefined) throw error;
    throw new Fault('NODE_UNLISTED', { name, reason }, { cause: error });
  }
}
