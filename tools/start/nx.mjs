/** Runs Nx on the pinned Node, like `npx nx`. */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

const GRACE_MS = 10_000;

/**
 * Runs Nx with this terminal.
 *
 * @param {string} root Workspace folder.
 * @param {readonly string[]} args Arguments of nx.
 * @param {number} [limitMs] Time after which Nx is ended, with its tasks; 0 or no value for none.
 * @returns {Promise<number>} Exit code; 1 if a signal ended Nx.
 */
export function runNx(root, args, limitMs = 0) {
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
    const end = limitMs > 0 ? endLater(child, limitMs) : undefined;
    child.once('error', reject);
    child.once('close', (exitCode) => {
      end?.timer.abort();
      resolve(end?.isReached ? 1 : (exitCode ?? 1));
    });
  });
}

/** Nx ends its tasks at SIGTERM. Its own end may wait for a task that ignores the signal. */
function endLater(child, limitMs) {
  const end = { timer: new AbortController(), isReached: false };
  const after = (ms, action) => setTimeout(ms, undefined, end.timer).then(action, () => undefined);
  void after(limitMs, () => {
    end.isReached = true;
    const command = child.spawnargs.slice(3).join(' ');
    console.error(`Ended after ${limitMs / 60_000} minutes: ${command}`);
    child.kill();
    void after(GRACE_MS, () => child.kill('SIGKILL'));
  });
  return end;
}
