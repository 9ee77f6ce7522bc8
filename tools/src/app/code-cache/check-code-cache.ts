import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { text as readText } from 'node:stream/consumers';
import { parseAppFile } from '../../formats/app-file/parse-app-file.ts';
import { Fault } from '../../host/faults/fault.ts';
import { CODE_CACHE_CHECK } from '../../node/runtime/layout.ts';
import type { WarmUp } from './take-code-cache.ts';

/** A finished artefact: the executable, with its app embedded, or in the tree of its image. */
export interface AppExecutable {
  readonly executablePath: string;
  /** The app file that it should contain. */
  readonly appFile: Uint8Array;
}

/**
 * Starts a finished artefact, which compiles its app, says whether V8 accepts the code cache and ends without
 * running the app. V8 silently drops a cache of another version, other flags or another processor, and
 * the program only starts slower.
 *
 * @throws {Fault} `CODE_CACHE_REFUSED` if the cache is not accepted, or belongs to another source.
 */
export async function checkCodeCache(
  { executablePath, appFile }: AppExecutable,
  { runner, environment, deadlineMs }: Pick<WarmUp, 'runner' | 'environment' | 'deadlineMs'>,
): Promise<void> {
  const sha256 = Buffer.from(parseAppFile(appFile).sourceSha256).toString('hex');
  const expected = `accepted, source sha256:${sha256}`;
  const [command, ...args] = [...runner, executablePath];
  const child = spawn(command, args, {
    cwd: '/',
    env: { ...environment, NODE_DEBUG: CODE_CACHE_CHECK },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const failed = once(child, 'error').then(([error]) => (error as Error).message);
  const found = await Promise.race([readVerdict(child.stderr), failed]);
  if (found !== expected)
    throw new Fault('CODE_CACHE_REFUSED', { path: executablePath, expected, found });
}

/** Reads the verdict of the bootstrap; returns the whole standard error if there is none. */
async function readVerdict(stderr: Readable): Promise<string> {
  const text = await readText(stderr);
  return /^CODE-CACHE \d+: (.*)\n/m.exec(text)?.[1] ?? text.trim();
}
