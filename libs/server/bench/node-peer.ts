import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Contender } from './contender.ts';

/**
 * Bundles a peer in TypeScript into one file of JavaScript, as programs are deployed: Node would take longer
 * to start it from its source and its packages.
 *
 * @param folder Folder for the file.
 */
export function bundlePeer(name: string, source: string, folder: string): Contender {
  const path = join(folder, `${basename(source).replace(/\.[^.]+$/, '')}.cjs`);
  const options = { bundle: true, platform: 'node', format: 'cjs', minify: true } as const;
  buildSync({ ...options, entryPoints: [source], outfile: path, logLevel: 'error' });
  return { name, command: process.execPath, args: [path] };
}

/**
 * Installs the packages of a peer from the lock in its own folder, which are none of the workspace, and
 * bundles it; returns none if npm fails.
 */
export function installPeer(name: string, source: string, folder: string): readonly Contender[] {
  const cwd = join(source, '..');
  try {
    if (!existsSync(join(cwd, 'node_modules')))
      execFileSync('npm', ['ci', '--workspaces=false', '--no-audit'], { cwd, stdio: 'inherit' });
    return [bundlePeer(name, source, folder)];
  } catch (error) {
    console.log(`Cannot install ${name}, ignoring: ${String(error)}`);
    return [];
  }
}
