import { describe, it } from '@jest/globals';
import { tryProgram } from './program.ts';

/** Something from outside that tests need. */
export interface Need {
  readonly found: boolean;
  /** Why it is not there. */
  readonly reason: string;
}

/**
 * Declares tests that need something from outside. Without it they are skipped with the reason in
 * their name; in CI, where somebody has to have installed it, they fail.
 */
export function describeWith({ found, reason }: Need, name: string, tests: () => void): void {
  if (found) describe(name, tests);
  else if (process.env['CI'] === 'true')
    it(name, () => {
      throw new Error(`Cannot test in CI: ${reason}`);
    });
  else it.skip(`${name} (${reason})`, () => undefined);
}

/** The need of programs that all answer to `--version`. */
export function needPrograms(...commands: readonly string[]): Need {
  const missing = commands.filter((command) => tryProgram(command, ['--version']).exitCode !== 0);
  return { found: missing.length === 0, reason: `${missing.join(' and ')} not installed` };
}
