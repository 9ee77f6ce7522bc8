import { logger } from '@nx/devkit';
import { Fault } from './fault.ts';

/** The edge of each executor: a fault is one line for the reader, anything else is a defect of ours. */
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
