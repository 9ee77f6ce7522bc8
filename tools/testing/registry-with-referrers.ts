import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

export interface RegistryWithReferrers {
  /** `address:port` on loopback, without TLS. */
  readonly host: string;
  stop(): void;
}

/**
 * Starts a registry in memory that has the API of referrers, which docker-registry of Debian lacks.
 *
 * @param path The program of the module `registry-with-referrers`.
 * @see https://github.com/cue-labs/oci
 */
export async function startRegistryWithReferrers(path: string): Promise<RegistryWithReferrers> {
  const child: ChildProcess = spawn(path, { stdio: ['ignore', 'pipe', 'inherit'] });
  if (child.stdout === null) throw new Error('The registry has no output');
  const [host] = (await once(createInterface(child.stdout), 'line')) as [string];
  return {
    host,
    stop: () => {
      child.kill();
    },
  };
}
