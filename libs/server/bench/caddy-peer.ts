import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Contender } from './contender.ts';

export interface CaddyPeer {
  /** Directory to serve. */
  readonly root: string;
  /** Folder for its configuration and its state. */
  readonly folder: string;
}

/** Configures Debian's Caddy to serve a directory and log each request; returns none if it is not installed. */
export function caddyPeer(name: string, { root, folder }: CaddyPeer): readonly Contender[] {
  try {
    execFileSync('caddy', ['version'], { stdio: 'ignore' });
  } catch (error) {
    console.log(`Cannot run ${name}, ignoring: ${String(error)}`);
    return [];
  }
  const path = join(folder, 'Caddyfile');
  writeFileSync(path, renderCaddyfile(root));
  const args = ['run', '--adapter', 'caddyfile', '--config', path];
  return [{ name, command: 'caddy', args, env: { HOME: folder } }];
}

function renderCaddyfile(root: string): string {
  return `{
\tadmin off
\tauto_https off
\tlog {
\t\toutput discard
\t}
}
http://127.0.0.1:{$PORT} {
\troot * ${root}
\tfile_server
\tlog {
\t\toutput stdout
\t\tformat json
\t}
}
`;
}
