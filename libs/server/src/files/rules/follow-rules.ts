import type { Log } from '../../telemetry/log/log.ts';
import { Fault } from '../../world/faults/fault.ts';
import type { FilesCache } from '../create-files-cache.ts';
import type { Root } from '../create-root.ts';
import { shareNext } from '../share-next.ts';
import { readRules } from './read-rules.ts';
import type { RuleSet } from './rule-set.ts';

export interface FollowRulesOptions {
  readonly root: Root;
  /** Is emptied at a change: a file in memory has its header fields. */
  readonly cache: Pick<FilesCache, 'clear'>;
  readonly log: Log;
  readonly monotonicMs: () => number;
}

/** The rules of a root that may change. */
export interface FollowedRules {
  /** Undefined while the root is missing at the start. */
  readonly current: () => RuleSet | undefined;
  /**
   * Reads the rules again. The old ones stay if that fails.
   *
   * @throws {Fault} those of `readRules`.
   */
  readonly load: () => Promise<void>;
}

/**
 * Reads the rules of a root now, and again each time that it leads elsewhere.
 *
 * @throws {Fault} those of `readRules`.
 */
export async function followRules(options: FollowRulesOptions): Promise<FollowedRules> {
  const { root, cache, log, monotonicMs } = options;
  let rules: RuleSet | undefined;
  const load = shareNext(async () => {
    const realPath = await root.current(monotonicMs());
    if (realPath === undefined) return; // the readiness check says why
    rules = await readRules(realPath);
    cache.clear();
  });
  root.onChange(() => {
    load().catch((error: unknown) => {
      const facts = error instanceof Fault ? { reason: error.message } : { err: error };
      log.error(facts, 'cannot read the rules of the files root, keeping the old ones');
    });
  });
  await load();
  return { current: () => rules, load };
}
