import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeCache } from '../../formats/app-file/render-app-file.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault, type FaultFacts } from '../../host/faults/fault.ts';
import type { Runner } from '../../formats/find-runner.ts';
import { bundleScript } from '../../node/runtime/bundle-script.ts';
import { planSelfContained } from '../../node/self-contained/plan-self-contained.ts';
import { readIngredients } from '../../node/self-contained/read-ingredients.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import { writeExecutable } from '../../node/self-contained/write-executable.ts';

export interface Bundle {
  /** Where it was read from, for messages. */
  readonly path: string;
  readonly source: Uint8Array;
}

/** How an app is brought to run the code that a start runs. */
export interface WarmUp {
  /** The pinned Node: V8 accepts a cache of its own version and processor only. */
  readonly nodePath: string;
  /** What starts programs of its processor on this machine. */
  readonly runner: Runner;
  /** Where there is room for files that do not stay. */
  readonly temporaryFolder: string;
  /** All variables that the app gets; they have to make it listen on loopback, on a free port. */
  readonly environment: Readonly<Record<string, string>>;
  /** What each HTTP server of the app is asked by GET: paths of URLs. */
  readonly urlPaths: readonly string[];
  /** Milliseconds from the start to the last answer. */
  readonly deadlineMs: number;
}

const SCRIPT = join(import.meta.dirname, 'warm-up.ts');
const TOOLS_FOLDER = join(import.meta.dirname, '../../..');

/** Room for what an app says while it starts and answers; bytes. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/**
 * Takes V8's code cache of a bundle that has started and answered: it then holds the functions that a
 * start needs, not only those that a compiler would guess. The same bundle gives the same bytes on any
 * machine with this processor architecture: `--predictable` fixes V8's seeds and keeps it to one thread.
 *
 * @throws {Fault} `WARM_UP_FAILED` where the app ends or stays silent.
 */
export function takeCodeCache({ path, source }: Bundle, warmUp: WarmUp): CodeCache {
  const folder = mkdtempSync(join(warmUp.temporaryFolder, 'warm-up-'));
  const inFolder = (name: string): string => join(folder, name);
  try {
    writeFileSync(inFolder('warm-up.cjs'), bundleScript(SCRIPT));
    writeFileSync(inFolder('bundle.cjs'), source);
    const files = ['warm-up.cjs', 'bundle.cjs', 'cache'].map(inFolder);
    const program = prepareNode(inFolder('node'), warmUp);
    const environment = { TZ: 'UTC', ...warmUp.environment }; // without TZ the zone is that of this machine
    const args = ['--predictable', ...files, JSON.stringify(environment), ...warmUp.urlPaths];
    const ended = runNode([...program, ...args], { ...warmUp, environment });
    if (!existsSync(inFolder('cache')))
      throw new Fault('WARM_UP_FAILED', describeFailure(path, warmUp, ended));
    const sourceSha256 = createHash('sha256').update(source).digest();
    return { bytes: readFileSync(inFolder('cache')), sourceSha256 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** An emulated Node finds no libraries of its processor on this machine: it has to bring its own. */
function prepareNode(path: string, { nodePath, runner }: WarmUp): readonly string[] {
  if (runner.length === 0) return [nodePath];
  const node = parseElf(readFileSync(nodePath), nodePath);
  const plan = planSelfContained(readIngredients(node, TOOLS_FOLDER));
  writeExecutable(path, renderSelfContained(plan));
  return [...runner, path];
}

function runNode(
  [command = '', ...args]: readonly string[],
  { environment, deadlineMs }: WarmUp,
): SpawnSyncReturns<string> {
  return spawnSync(command, args, {
    cwd: '/',
    env: environment,
    encoding: 'utf8',
    timeout: deadlineMs,
    killSignal: 'SIGKILL', // an app may take its time after SIGTERM
    maxBuffer: OUTPUT_LIMIT,
  });
}

function describeFailure(
  path: string,
  { environment, urlPaths, deadlineMs }: WarmUp,
  { error, status, stdout, stderr }: SpawnSyncReturns<string>,
): FaultFacts<'WARM_UP_FAILED'> {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const isLate = (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
  return {
    path,
    expected: `listen with ${variables.join(' ')} and answer GET ${urlPaths.join(' and ')}`,
    found: isLate
      ? `did not within ${deadlineMs} ms`
      : (error?.message ?? `exited with status ${String(status)}`),
    output: (stderr + stdout).trim(),
  };
}
