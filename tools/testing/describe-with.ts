import { describe, it } from '@jest/globals';
import { tryProgram } from './program.ts';

/** An external requirement of tests. */
export interface Need {
  readonly found: boolean;
  /** Why it is not available. */
  readonly reason: string;
}

/**
 * Declares tests with an external requirement. Without it they are skipped, with the reason in their name;
 * in CI, where it must be installed, they fail.
 */
export function describeWith({ found, reason }: Need, name: string, tests: () => void): void {
  if (found) describe(name, tests);
  else if (process.env['CI'] === 'true')
    it(name, () => {
      throw new Error(`Cannot test in CI: ${reason}`);
    });
  else it.skip(`${name} (${reason})`, () => undefined);
}

/** Requires programs, all of which support `--version`. */
export function needPrograms(...commands: readonly string[]): Need {
  const missing = commands.filter((command) => tryProgram(command, ['--version']).exitCode !== 0);
  return { found: missing.length === 0, reason: `${missing.join(' and ')} not installed` };
}
