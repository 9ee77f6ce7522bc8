import type { Log } from '../telemetry/log/log.ts';
import type { LifecycleControl } from './create-lifecycle.ts';
import type { Readiness, ReadinessCheck } from './readiness.ts';
import { runByDeadline } from './run-by-deadline.ts';

/** How often the checks run: the kubelet probes every 10 s and tolerates three failures. */
const ROUND_INTERVAL_MS = 5_000;
/** How long one check may take, and therefore the first round. */
export const CHECK_DEADLINE_MS = 2_000;

/** Latest result of a check. */
export interface CheckState {
  readonly name: string;
  readonly isRequired: boolean;
  readonly status: 'pending' | 'pass' | 'fail';
  /** Why it fails. */
  readonly reason?: string;
}

/** Current readiness, as plain values that can be sent to another thread. */
export interface ReadinessState {
  readonly isReady: boolean;
  /** What makes the server not ready apart from its checks, such as shedding. */
  readonly heldBackBy: readonly string[];
  readonly checks: readonly CheckState[];
}

/** A Readiness with the methods that run it. */
export interface ReadinessControl extends Readiness {
  readonly state: () => ReadinessState;
  /** Adds a condition of the server itself that makes it not ready at once, without waiting for a round. */
  readonly holdBack: (reason: string, isHeldBack: () => boolean) => void;
  /** Runs the first round, and then one every 5 s, unless it was called before; the lifecycle becomes `ready` when all required checks pass. */
  readonly start: () => Promise<void>;
  readonly stop: () => void;
}

export interface ReadinessOptions {
  readonly lifecycle: Pick<LifecycleControl, 'phase' | 'enter'>;
  readonly log: Log;
  /** Level of the line that the server is ready, at its start; default: info. Later changes are logged at info. */
  readonly firstReadyLevel?: 'info' | 'debug';
}

/** Creates the readiness of a server from its phase, the conditions of `holdBack` and the checks. */
export function createReadiness({
  lifecycle,
  log,
  firstReadyLevel = 'info',
}: ReadinessOptions): ReadinessControl {
  const checks = new Map<ReadinessCheck, CheckState>();
  const holds: { readonly reason: string; readonly isHeldBack: () => boolean }[] = [];
  const logChange = createChangeLog(log, firstReadyLevel);
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
      if (timer !== undefined) return;
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

/** Logs the readiness when it has changed, and nothing while it stays the same. */
function createChangeLog(
  log: Log,
  firstReadyLevel: 'info' | 'debug',
): (state: ReadinessState) => void {
  let last: string | undefined;
  return ({ isReady, heldBackBy, checks }) => {
    const failing = checks.filter(({ status }) => status !== 'pass');
    const now = JSON.stringify([isReady, heldBackBy, failing.map(({ name }) => name)]);
    if (now === last) return;
    const readyLevel = last === undefined ? firstReadyLevel : 'info';
    last = now;
    const reasons = failing.map(({ name, reason = 'not yet checked' }) => [name, reason]);
    const facts = {
      ...(heldBackBy.length > 0 && { heldBackBy }),
      ...(failing.length > 0 && { failing: Object.fromEntries(reasons) as object }),
    };
    if (isReady) log[readyLevel](facts, 'ready');
    else log.warn(facts, 'not ready');
  };
}
