import { logger } from '../logger.ts';
import { Fault } from './fault.ts';

/** Runs the work of an executor. Logs a fault as one line; rethrows anything else, which is a defect. */
export async function reportFault(work: () => void | Promise<void>): Promise<{ success: boolean }> {
  try {
    await work();
    return { success: true };
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    logger.error(error.message);
    return { success: false };
  }
}
