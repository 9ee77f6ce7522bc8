import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

/**
 * Returns Caddy with its access log, as in Debian's package `caddy`; none if it is not installed.
 *
 * @param home Folder that it may write to.
 */
export function findCaddyPeer(home: string): readonly Contender[] {
  const config = join(import.meta.dirname, 'peers/caddy/Caddyfile');
  try {
    execFileSync('caddy', ['version'], { stdio: 'pipe' });
  } catch (error) {
    console.log(`Cannot run Caddy, ignoring: ${String(error)}`);
    return [];
  }
  const args = ['run', '--config', config, '--adapter', 'caddyfile'];
  return [{ name: 'Caddy with its access log', command: 'caddy', args, env: { HOME: home } }];
}
