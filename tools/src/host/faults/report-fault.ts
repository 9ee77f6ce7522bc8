import { logger } from '../logger.ts';
import { Fault } from './fault.ts';

/** What Nx wants to know of work that has ended, and a command line. */
export interface ReportedWork {
  readonly success: boolean;
  /** 0, or the one of the fault. */
  readonly exitCode: number;
}

/** Runs the work of an executor. Logs a fault as one line; rethrows anything else, which is a defect. */
export async function reportFault(work: () => void | Promise<void>): Promise<ReportedWork> {
  try {
    await work();
    return { success: true, exitCode: 0 };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    logger.error(error.message);
    return { success: false, exitCode: error.exitCode };
  }
}
