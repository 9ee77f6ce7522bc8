import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { parseAppFile } from '../../formats/app-file/parse-app-file.ts';
import { Fault } from '../../host/faults/fault.ts';
import type { WarmUp } from './take-code-cache.ts';

/** A finished artefact: the executable, with its app embedded or beside it. */
export interface AppExecutable {
  readonly executablePath: string;
  /** The app file that it is meant to hold. */
  readonly appFile: Uint8Array;
}

/**
 * Starts a finished artefact, reads what it says of its code cache and ends it. V8 drops a cache
 * without a word where its version, flags or processor differ, and the program only starts slower.
 *
 * @throws {Fault} `CODE_CACHE_REFUSED` where the cache is not accepted, or is of another source.
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
    env: { ...environment, NODE_DEBUG: 'code-cache' },
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
  });
  const failed = once(child, 'error').then(([error]) => (error as Error).message);
  const found = await Promise.race([readVerdict(child.stderr), failed]);
  child.kill('SIGKILL');
  if (found !== expected)
    throw new Fault('CODE_CACHE_REFUSED', { path: executablePath, expected, found });
}

/** What the bootstrap reports; all that there is on stderr where it reports nothing. */
async function readVerdict(stderr: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stderr.setEncoding('utf8')) {
    text += chunk as string;
    const verdict = /^CODE-CACHE \d+: (.*)\n/m.exec(text)?.[1];
    if (verdict !== undefined) return verdict;
  }
  return text.trim();
}
