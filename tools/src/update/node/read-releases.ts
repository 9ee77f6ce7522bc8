import { Fault } from '../../host/faults/fault.ts';
import { describeNpmError } from '../../host/describe-npm-error.ts';
import { runPrograms } from '../../host/run-programs.ts';

/**
 * Asks the registry that npm is set to for all versions of a package, oldest first.
 *
 * @throws {Fault} `NODE_UNLISTED` where there is no answer.
 */
export function readReleases(
  name: string,
  { cwd, env }: { readonly cwd: string; readonly env: NodeJS.ProcessEnv },
): readonly string[] {
  const args = ['view', name, 'versions', '--json', '--prefer-online'];
  try {
    const versions: unknown = JSON.parse(
      runPrograms([{ command: 'npm', args, cwd }], env).toString(),
    );
    return [versions].flat().filter((version) => typeof version === 'string'); // one alone is no list
  } catch (error) {
    const reason = describeNpmError(error);
    if (reason === undefined) throw error;
    throw new Fault('NODE_UNLISTED', { name, reason }, { cause: error });
  }
}
