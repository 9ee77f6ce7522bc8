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

/** Far longer than any start, but short enough to wait for. */
const DEADLINE_MS = 30_000;

/** The Node that the code cache is for, and how to start it on this machine. */
export interface WarmUpTarget {
  /** The pinned Node that is shipped. */
  readonly nodePath: string;
  /** The Node that runs the build, of the same version; it needs nothing from this machine. */
  readonly execPath: string;
  readonly runner: Runner | undefined;
  /** Folder for temporary files. */
  readonly temporaryFolder: string;
  /** Receives a sentence for the user. */
  readonly warn: (sentence: string) => void;
}

/** Plans the warm-up of an app; none if there are no paths, or if the app cannot run on this machine. */
export function planWarmUp(options: WarmUpOptions, target: WarmUpTarget): WarmUp | undefined {
  const { nodePath, execPath, runner, temporaryFolder, warn } = target;
  const { warmUpPaths: urlPaths = PATHS, warmUpEnvironment: environment = ENVIRONMENT } = options;
  if (urlPaths.length === 0 || runner === undefined) return undefined;
  return {
    nodePath: runner.length === 0 ? execPath : nodePath,
    runner,
    temporaryFolder,
    environment,
    urlPaths,
    deadlineMs: DEADLINE_MS,
    warn,
  };
}

/** Renders the warning of a build without a code cache, on a machine that cannot run the app. */
export function renderCacheWarning({ arch, emulators: [emulator = ''] }: Processor): string {
  return `No code cache for ${arch}: this machine has no ${emulator}, so the app starts slower; install it (Debian: qemu-user-static) and build again`;
}
