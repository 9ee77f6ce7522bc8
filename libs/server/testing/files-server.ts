import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createFilesSandbox, MODIFIED, type FilesSandbox } from './files-sandbox.ts';
import { startApp, type AppInput, type RunningApp } from './start-app.ts';

/** A file that is asked for twice, at least this far apart, is kept if it is in the same state. */
export const SETTLED_MS = 2_000;

/** A server of a sandbox of its own. */
export interface FilesServer extends AsyncDisposable {
  readonly app: RunningApp;
  readonly sandbox: FilesSandbox;
  /** Monotonic clock of the server, which a test sets. */
  nowMs: number;
  /** Writes a file below the root, with the modification time of the others. */
  readonly write: (name: string, bytes: string | Buffer) => void;
}

/** @param plan Returns what the server needs besides; its settings do not shed requests, because the clock jumps. */
export async function startFilesServer(
  plan: (sandbox: FilesSandbox) => AppInput = () => ({}),
): Promise<FilesServer> {
  const sandbox = createFilesSandbox();
  const clock = { nowMs: 0 };
  const app = await startApp({
    filesRoot: sandbox.site,
    monotonicMs: () => clock.nowMs,
    settings: { shedLoopDelayMs: 0 },
    ...plan(sandbox),
  });
  return Object.assign(clock, {
    app,
    sandbox,
    write: (name: string, bytes: string | Buffer) => {
      const path = join(sandbox.site, name);
      writeFileSync(path, bytes);
      utimesSync(path, new Date(MODIFIED), new Date(MODIFIED));
    },
    [Symbol.asyncDispose]: async () => {
      await app[Symbol.asyncDispose]();
      sandbox[Symbol.dispose]();
    },
  });
}
