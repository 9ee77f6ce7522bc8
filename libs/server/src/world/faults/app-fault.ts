import { Fault } from './fault.ts';
import { EX } from './sysexits.ts';

/** Shells give 126 and above a meaning of their own: sh(1p), "Exit Status for Commands". */
const MAX_EXIT_CODE = 125;

export interface AppFaultOptions extends ErrorOptions {
  /** Exit status of the process if the fault ends it, from 1 to 125; by default 69, EX_UNAVAILABLE. */
  readonly exitCode?: number;
}

/**
 * A failure of the app that its operator can act on. The server reports it as its sentence, without a
 * stack: on stderr, with the exit status, if the start of the app throws it; in the log if a reload or
 * a shutdown hook does; as the reason of a readiness check.
 *
 * @example
 * throw new AppFault(`Cannot open ${path}: no such file; set ORDERS_FILE to another`, { exitCode: 66 });
 */
export class AppFault extends Fault<'APP_FAILED'> {
  override readonly exitCode: number;

  /**
   * @param message A sentence for people, or one per line: what failed, with what, and what to do next.
   * @throws {RangeError} if the exit status is not a whole number from 1 to 125.
   */
  constructor(message: string, { exitCode = EX.UNAVAILABLE, ...options }: AppFaultOptions = {}) {
    if (!Number.isInteger(exitCode) || exitCode < 1 || exitCode > MAX_EXIT_CODE)
      throw new RangeError(
        `Cannot exit with status ${exitCode}: expected a whole number from 1 to ${MAX_EXIT_CODE}`,
      );
    super('APP_FAILED', { message }, options);
    this.exitCode = exitCode;
  }
}
