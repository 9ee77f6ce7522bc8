import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CodeCache } from '../../formats/app-file/render-app-file.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault, type FaultFacts } from '../../host/faults/fault.ts';
import { sourcePath, TOOLS_FOLDER } from '../../host/tools-folder.ts';
import type { Runner } from '../../formats/find-runner.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { bundleScript } from '../../node/runtime/bundle-script.ts';
import { VFS_OPTION } from '../../node/runtime/node-vfs.ts';
import { needAddonLibraries } from '../../node/libraries/read-locked-libraries.ts';
import { planSelfContained } from '../../node/self-contained/plan-self-contained.ts';
import { readIngredients } from '../../node/self-contained/read-ingredients.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import { writeExecutable } from '../../node/self-contained/write-executable.ts';
import type { WarmUpSettings } from './adopt-children.ts';
import { V8_FLAGS } from './v8-flags.ts';

export interface Bundle {
  /** Path of the file, for messages. */
  readonly path: string;
  readonly source: Uint8Array;
  /** The pack of the app's files; undefined for an app without files. */
  readonly files?: Uint8Array | undefined;
}

/** How to make an app run the code that a start needs. */
export interface WarmUp {
  /** Path of the pinned Node: V8 accepts only caches of its own version and processor. */
  readonly nodePath: string;
  /** Command prefix that starts programs for its processor on this machine. */
  readonly runner: Runner;
  /** Folder for temporary files. */
  readonly temporaryFolder: string;
  /** The complete environment of the app; it must make the app listen on a free port of the loopback address. */
  readonly environment: Readonly<Record<string, string>>;
  /** URL paths to GET from each HTTP server of the app. */
  readonly urlPaths: readonly string[];
  /** Milliseconds from the start to the last answer. */
  readonly deadlineMs: number;
}

const WARM_UP = sourcePath(import.meta.dirname, 'warm-up');
const RENUMBER = sourcePath(import.meta.dirname, 'renumber-functions');

/** Maximum output of an app while it starts and answers, in bytes. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/**
 * Takes V8's code cache of a bundle after it has started and answered, so that the cache contains the
 * functions that a start needs, not only those that the compiler guesses. The same bundle gives the same
 * bytes on any machine with this processor architecture, in whichever order its functions have run.
 *
 * @throws {Fault} `WARM_UP_FAILED` if the app exits or does not answer.
 */
export function takeCodeCache({ path, source, files }: Bundle, warmUp: WarmUp): CodeCache {
  const folder = mkdtempSync(join(warmUp.temporaryFolder, 'warm-up-'));
  const inFolder = (name: string): string => join(folder, name);
  try {
    writeFileSync(inFolder('warm-up.cjs'), bundleScript(WARM_UP));
    const paths = {
      bundlePath: inFolder('bundle.cjs'),
      filesPath: files && inFolder('files'),
      cachePath: inFolder('cache'),
      verdictPath: inFolder('verdict'),
    };
    writeFileSync(paths.bundlePath, source);
    if (files) writeFileSync(inFolder('files'), files);
    const program = prepareNode(inFolder('node'), warmUp);
    // Without TZ, Node uses the time zone of this machine.
    const environment = { TZ: 'UTC', NODE_ENV: 'production', ...warmUp.environment };
    const { runner, urlPaths } = warmUp;
    const settings: WarmUpSettings = { ...paths, runner, environment, urlPaths, isTaker: true };
    const options = [...V8_FLAGS, ...(files ? [VFS_OPTION] : [])];
    const args = [...options, inFolder('warm-up.cjs'), JSON.stringify(settings)];
    const ended = runNode([...program, ...args], { ...warmUp, environment });
    if (!existsSync(paths.cachePath))
      throw new Fault('WARM_UP_FAILED', {
        path,
        ...describeFailure(warmUp, { ...ended, verdict: readVerdict(paths.verdictPath) }),
      });
    const sourceSha256 = createHash('sha256').update(source).digest();
    return { bytes: renumberFunctions(program, paths), sourceSha256 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Paths = Pick<WarmUpSettings, 'bundlePath' | 'cachePath'>;

/**
 * @throws {Error} with the output of the program, which fails only for a V8 that rejects its own code cache.
 */
function renumberFunctions(program: readonly string[], { bundlePath, cachePath }: Paths): Buffer {
  const resultPath = `${cachePath}.renumbered`;
  // As an argument: the functions with which Node reads a script would depend on the path of the script.
  const start = ['--predictable', '--eval', bundleScript(RENUMBER), '--'];
  const [command, ...args] = [...program, ...start, bundlePath, cachePath, resultPath];
  runPrograms([{ command, args, cwd: '/' }], {});
  return readFileSync(resultPath);
}

/** An emulated Node finds no libraries for its processor on this machine, so it must be self-contained. */
function prepareNode(path: string, { nodePath, runner }: WarmUp): readonly string[] {
  if (runner.length === 0) return [nodePath];
  const node = parseElf(readFileSync(nodePath), nodePath);
  const wanting = needAddonLibraries(node, join(TOOLS_FOLDER, 'libraries'));
  const plan = planSelfContained(readIngredients(wanting, TOOLS_FOLDER));
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
    killSignal: 'SIGKILL', // an app may take long to exit after SIGTERM
    maxBuffer: OUTPUT_LIMIT,
  });
}

/** Reads how far the app has come. */
function readVerdict(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : 'no HTTP server listened';
}

interface Ended extends SpawnSyncReturns<string> {
  readonly verdict: string;
}

function describeFailure(
  { environment, urlPaths, deadlineMs }: WarmUp,
  { error, status, stdout, stderr, verdict }: Ended,
): Omit<FaultFacts<'WARM_UP_FAILED'>, 'path'> {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const isLate = (error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT';
  const isRefused = status === null && error === undefined;
  const exit = isRefused ? verdict : `exited with status ${String(status)}`;
  return {
    expected: `listen with ${variables.join(' ')} and answer GET ${urlPaths.join(' and ')}`,
    found: isLate ? `did not within ${deadlineMs} ms: ${verdict}` : (error?.message ?? exit),
    output: shorten((stderr + stdout).trim()),
  };
}

const [OUTPUT_LINES, LINE_CHARACTERS] = [30, 300];

/** The last lines of an output, each without its end if it is long: a stack quotes a line of the bundle. */
function shorten(output: string): string {
  const lines = output.split('\n');
  const shown = lines
    .slice(-OUTPUT_LINES)
    .map((line) =>
      line.length > LINE_CHARACTERS ? `${line.slice(0, LINE_CHARACTERS)}...` : line.trimEnd(),
    );
  return (lines.length > OUTPUT_LINES ? ['...', ...shown] : shown).join('\n');
}
