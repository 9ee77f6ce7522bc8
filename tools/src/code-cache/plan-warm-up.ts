import type { WarmUp } from './take-code-cache.ts';

/** The options that every executor with a code cache has. */
export interface WarmUpOptions {
  readonly warmUpPaths: readonly string[];
  readonly warmUpEnvironment: Readonly<Record<string, string>>;
}

/** Far above any start; below what a reader would wait for. */
const DEADLINE_MS = 30_000;

/** Plans the warm-up of an app; none where it is to be asked for nothing. */
export function planWarmUp(options: WarmUpOptions, nodePath: string): WarmUp | undefined {
  if (options.warmUpPaths.length === 0) return undefined;
  return {
    nodePath,
    environment: options.warmUpEnvironment,
    urlPaths: options.warmUpPaths,
    deadlineMs: DEADLINE_MS,
  };
}
