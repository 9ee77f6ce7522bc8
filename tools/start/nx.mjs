/** Runs Nx on the pinned Node, like `npx nx`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';

/**
 * Runs Nx with this terminal.
 *
 * @param {string} root Workspace folder.
 * @param {readonly string[]} args Arguments of nx.
 * @returns {Promise<number>} Exit code; 1 if a signal ended Nx.
 */
export function runNx(root, args) {
  const node = join(root, 'node_modules/.bin/node');
  const nx = join(root, 'node_modules/nx/dist/bin/nx.js');
  const bin = join(root, 'node_modules/.bin');
  const withoutReport = join(root, 'tools/start/without-report.cjs');
  const env = {
    ...process.env,
    PATH: `${bin}:${process.env.PATH}`,
    NX_TUI: 'false',
    NX_ISOLATE_PLUGINS: 'false', // one process for all plugins: takes half the time when all is cached
  };
  return new Promise((resolve, reject) => {
    const child = spawn(node, ['--require', withoutReport, nx, ...args], {
      cwd: root,
      stdio: 'inherit',
      env,
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
}
