import type { Runner } from '../../formats/find-runner.ts';
import type { Processor } from '../../formats/processor.ts';
import type { WarmUp } from './take-code-cache.ts';

/** Options of every executor that takes a code cache; the workspace may set them for all. */
export interface WarmUpOptions {
  readonly warmUpPaths?: readonly string[];
  readonly warmUpEnvironment?: Readonly<Record<string, string>>;
}

/** One page that most apps have, and one that none has: both answers are worth caching. */
const PATHS = ['/', '/no-such-page'];

/** What most servers read. */
const ENVIRONMENT = { HOST: '127.0.0.1', PORT: '0' };

/** Far above any start; below what a reader would wait for. */
const DEADLINE_MS = 30_000;

/** For which Node an app is to be warm, and how that is started here, if it can be. */
export interface WarmUpTarget {
  /** The pinned Node that is shipped. */
  readonly nodePath: string;
  /** The Node that builds, of the same version: it needs nothing of this machine. */
  readonly execPath: string;
  readonly runner: Runner | undefined;
  /** Where there is room for files that do not stay. */
  readonly temporaryFolder: string;
}

/** Plans the warm-up of an app; none where it is to be asked for nothing, or cannot run here. */
export function planWarmUp(options: WarmUpOptions, target: WarmUpTarget): WarmUp | undefined {
  const { nodePath, execPath, runner, temporaryFolder } = target;
  const { warmUpPaths: urlPaths = PATHS, warmUpEnvironment: environment = ENVIRONMENT } = options;
  if (urlPaths.length === 0 || runner === undefined) return undefined;
  return {
    nodePath: runner.length === 0 ? execPath : nodePath,
    runner,
    temporaryFolder,
    environment,
    urlPaths,
    deadlineMs: DEADLINE_MS,
  };
}

/** Renders what a build says that goes without a code cache because it cannot run the app. */
export function renderCacheWarning({ arch, emulators: [emulator = ''] }: Processor): string {
  return `No code cache: this machine has no ${emulator} to take that of ${arch} with, so the app starts slower; install it (Debian: qemu-user-static) and build again`;
}
