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
import type { PlannedAddon } from '../../node/runtime/planned-addon.ts';
import { VFS_OPTION } from '../../node/runtime/node-vfs.ts';
import { needAddonLibraries } from '../../node/libraries/read-locked-libraries.ts';
import { planSelfContained } from '../../node/self-contained/plan-self-contained.ts';
import { readIngredients } from '../../node/self-contained/read-ingredients.ts';
import { renderSelfContained } from '../../node/self-contained/render-self-contained.ts';
import { writeExecutable } from '../../node/self-contained/write-executable.ts';
import type { WarmUpSettings } from './adopt-children.ts';
import { unpackAddons } from './unpack-addons.ts';
import { V8_FLAGS } from './v8-flags.ts';

export interface Bundle {
  /** Path of the file, for messages. */
  readonly path: string;
  readonly source: Uint8Array;
  /** The pack of the app's files; undefined for an app without files. */
  readonly files?: Uint8Array | undefined;
  /** The native addons in the pack; by default none. */
  readonly addons?: readonly PlannedAddon[];
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
  /** Receives a sentence for the user if the next build will not give the same bytes. */
  readonly warn: (sentence: string) => void;
}

const WARM_UP = sourcePath(import.meta.dirname, 'warm-up');
const RENUMBER = sourcePath(import.meta.dirname, 'renumber-functions');

/** Maximum output of an app while it starts and answers, in bytes. */
const OUTPUT_LIMIT = 16 * 1024 * 1024;

/**
 * Takes V8's code cache of a bundle after it has started and answered, so that the cache contains the
 * functions that a start needs, not only those that the compiler guesses. The same bundle gives the same
 * bytes on any machine with this processor architecture, in whichever order its functions have run. It is
 * taken twice, to warn of an app that runs other functions in each start.
 *
 * @throws {Fault} `WARM_UP_FAILED` if the app exits or does not answer.
 */
export function takeCodeCache(bundle: Bundle, warmUp: WarmUp): CodeCache {
  const folder = mkdtempSync(join(warmUp.temporaryFolder, 'warm-up-'));
  try {
    const trial = prepareTrial(folder, bundle, warmUp);
    const bytes = runTrial(trial);
    const warning = compareWith(bytes, trial);
    if (warning !== undefined) warmUp.warn(warning);
    return { bytes, sourceSha256: createHash('sha256').update(bundle.source).digest() };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Trial {
  /** Path of the bundle, for messages. */
  readonly path: string;
  readonly warmUp: WarmUp;
  /** The command that starts Node for its processor. */
  readonly program: readonly string[];
  readonly scriptPath: string;
  readonly settings: WarmUpSettings;
}

function prepareTrial(folder: string, bundle: Bundle, given: WarmUp): Trial {
  const { path, source, files, addons = [] } = bundle;
  const inFolder = (name: string): string => join(folder, name);
  const paths = {
    bundlePath: inFolder('bundle.cjs'),
    filesPath: files && inFolder('files'),
    addonsPath: addons.length === 0 ? undefined : inFolder('addons'),
    cachePath: inFolder('cache'),
    verdictPath: inFolder('verdict'),
  };
  const scriptPath = inFolder('warm-up.cjs');
  writeFileSync(scriptPath, bundleScript(WARM_UP));
  writeFileSync(paths.bundlePath, source);
  if (files) writeFileSync(inFolder('files'), files);
  if (files && paths.addonsPath) unpackAddons(paths.addonsPath, files, addons);
  const { runner, urlPaths } = given;
  // Without TZ, Node uses the time zone of this machine.
  const environment = { TZ: 'UTC', NODE_ENV: 'production', ...given.environment };
  const settings: WarmUpSettings = { ...paths, runner, environment, urlPaths, isTaker: true };
  const program = prepareNode(inFolder('node'), given);
  return { path, warmUp: given, program, scriptPath, settings };
}

/** @throws {Fault} `WARM_UP_FAILED`. */
function runTrial({ path, warmUp, program, scriptPath, settings }: Trial): Buffer {
  const { filesPath, cachePath, verdictPath, environment } = settings;
  const options = [...V8_FLAGS, ...(filesPath === undefined ? [] : [VFS_OPTION])];
  const args = [...options, scriptPath, JSON.stringify(settings)];
  rmSync(cachePath, { force: true });
  rmSync(verdictPath, { force: true });
  const ended = runNode([...program, ...args], { ...warmUp, environment });
  if (existsSync(cachePath)) return renumberFunctions(program, settings);
  const failure = describeFailure(warmUp, { ...ended, verdict: readVerdict(verdictPath) });
  throw new Fault('WARM_UP_FAILED', { path, ...failure });
}

/** Runs the trial again; returns a warning if it does not give the same bytes. */
function compareWith(first: Buffer, trial: Trial): string | undefined {
  const name = `the second warm-up of "${trial.path}"`;
  const remedy = `so the next build may differ from this one; make the app do the same in each start, or set "warmUp" to false to build without a code cache`;
  try {
    const second = runTrial(trial);
    if (second.equals(first)) return undefined;
    return `Cannot promise the same bytes: ${name} gave another code cache (${second.length} bytes, ${first.length} in the first), ${remedy}`;
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'WARM_UP_FAILED') throw error;
    return `Cannot promise the same bytes: ${name} failed, ${remedy}: ${error.message}`;
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
