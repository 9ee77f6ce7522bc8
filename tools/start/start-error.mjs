/** Exit code of a wrong command line, as EX_USAGE of sysexits.h. */
export const EX_USAGE = 64;

/** A failure whose message is all that the reader needs. */
export class StartError extends Error {
  /**
   * @param {string} message
   * @param {number} exitCode
   */
  constructor(message, exitCode = 1) {
    super(message);
    this.name = 'StartError';
    this.exitCode = exitCode;
  }
}

/**
 * Runs a script and sets the exit code of this process. Prints the message of a StartError; throws
 * anything else again, with its stack.
 *
 * @param {() => Promise<number>} main Returns the exit code.
 */
export async function runMain(main) {
  try {
    process.exitCode = await main();
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    console.error(error.message);
    process.exitCode = error.exitCode;
  }
}
