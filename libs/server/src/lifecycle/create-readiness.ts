import type { Log } from '../telemetry/log/log.ts';
import type { LifecycleControl } from './create-lifecycle.ts';
import type { Readiness, ReadinessCheck } from './readiness.ts';
import { runByDeadline } from './run-by-deadline.ts';

/** How often the checks run: kubelet asks every 10 s and lets three answers fail. */
const ROUND_INTERVAL_MS = 5_000;
/** How long one check may take, and so the first round of them all. */
export const CHECK_DEADLINE_MS = 2_000;

/** What is known of a check. */
export interface CheckState {
  readonly name: string;
  readonly isRequired: boolean;
  readonly status: 'pending' | 'pass' | 'fail';
  /** Why it fails. */
  readonly reason?: string;
}

/** All that is known of the readiness, as plain values that can be sent to another thread. */
export interface ReadinessState {
  readonly isReady: boolean;
  /** What holds a server back whose checks pass, such as shedding. */
  readonly heldBackBy: readonly string[];
  readonly checks: readonly CheckState[];
}

/** A Readiness in the hands of who runs it. */
export interface ReadinessControl extends Readiness {
  readonly state: () => ReadinessState;
  /** Adds something of the server's own that makes it unready while it is true, without waiting for a round. */
  readonly holdBack: (reason: string, isHeldBack: () => boolean) => void;
  /** Runs the first round, which makes the lifecycle `ready` where it can, and then one every 5 s. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

export interface ReadinessOptions {
  readonly lifecycle: Pick<LifecycleControl, 'phase' | 'enter'>;
  readonly log: Log;
}

/** Creates the readiness of a server: its phase, what holds it back, and the last outcome of each check. */
export function createReadiness({ lifecycle, log }: ReadinessOptions): ReadinessControl {
  const checks = new Map<ReadinessCheck, CheckState>();
  const holds: { readonly reason: string; readonly isHeldBack: () => boolean }[] = [];
  const logChange = createChangeLog(log);
  let timer: NodeJS.Timeout | undefined;

  function state(): ReadinessState {
    const states = [...checks.values()];
    const heldBackBy = holds.filter(({ isHeldBack }) => isHeldBack()).map(({ reason }) => reason);
    const isReady = lifecycle.phase() === 'ready' && heldBackBy.length === 0;
    return { isReady: isReady && states.every(isSatisfied), heldBackBy, checks: states };
  }

  async function runRound(): Promise<void> {
    const ran = [...checks.keys()].map(async (check) => checks.set(check, await runCheck(check)));
    await Promise.all(ran);
    if (lifecycle.phase() === 'starting' && [...checks.values()].every(isSatisfied))
      lifecycle.enter('ready');
    if (lifecycle.phase() === 'starting' || lifecycle.phase() === 'ready') logChange(state());
  }

  return {
    add: (check) => {
      const { name, isRequired } = check;
      checks.set(check, { name, isRequired, status: 'pending' });
    },
    holdBack: (reason, isHeldBack) => void holds.push({ reason, isHeldBack }),
    state,
    start: async () => {
      timer = setInterval(() => void runRound(), ROUND_INTERVAL_MS).unref();
      await runRound();
    },
    stop: () => {
      clearInterval(timer);
    },
  };
}

function isSatisfied({ isRequired, status }: CheckState): boolean {
  return status === 'pass' || !isRequired;
}

async function runCheck({ name, isRequired, run }: ReadinessCheck): Promise<CheckState> {
  try {
    await runByDeadline(run, CHECK_DEADLINE_MS);
    return { name, isRequired, status: 'pass' };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { name, isRequired, status: 'fail', reason };
  }
}

/** One line for each change of the whole, and none while all stays as it was. */
function createChangeLog(log: Log): (state: ReadinessState) => void {
  let last: string | undefined;
  return ({ isReady, heldBackBy, checks }) => {
    const failing = checks.filter(({ status }) => status !== 'pass');
    const now = JSON.stringify([isReady, heldBackBy, failing.map(({ name }) => name)]);
    if (now === last) return;
    last = now;
    const reasons = failing.map(({ name, reason = 'not yet checked' }) => [name, reason]);
    const facts = {
      ...(heldBackBy.length > 0 && { heldBackBy }),
      ...(failing.length > 0 && { failing: Object.fromEntries(reasons) as object }),
    };
    if (isReady) log.info(facts, 'ready');
    else log.warn(facts, 'not ready');
  };
}
