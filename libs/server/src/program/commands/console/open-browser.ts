import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Environment } from '../../../config/reading.ts';

/**
 * Opens an address in the user's browser, if there is one; else the user opens the printed one.
 *
 * The browser gets the name of a file that leads to the address: other users of the machine see the arguments of
 * its process, and the one-time code must not be there.
 *
 * @returns A function that deletes that file.
 */
export function openBrowser(url: string, env: Environment): () => void {
  const program = findOpener(env);
  if (program === undefined) return () => undefined;
  const folder = makeFolder(env['XDG_RUNTIME_DIR'] ?? tmpdir());
  if (folder === undefined) return () => undefined;
  const path = join(folder, 'console.html');
  writeFileSync(path, renderRedirect(url), { mode: 0o600 });
  const opened = spawn(program, [path], { env, stdio: 'ignore', detached: true });
  opened.once('error', () => undefined); // not installed
  opened.unref();
  return () => {
    rmSync(folder, { recursive: true, force: true });
  };
}

/** Makes a folder that only this user can read; undefined where it cannot. */
function makeFolder(parent: string): string | undefined {
  try {
    return mkdtempSync(join(parent, 'console-'));
  } catch {
    return undefined;
  }
}

/** Returns the program that opens a file for the user; undefined where no browser could be seen. */
function findOpener(env: Environment): string | undefined {
  if (process.platform === 'darwin') return 'open';
  const hasDisplay = [env['WAYLAND_DISPLAY'], env['DISPLAY']].some((it) => (it ?? '') !== '');
  return hasDisplay ? 'xdg-open' : undefined;
}

function renderRedirect(url: string): string {
  return `<!doctype html>\n<meta charset="utf-8">\n<meta http-equiv="refresh" content="0;url=${url}">\n<title>Console</title>\n`;
}
