import { isProgramFailure } from './run-programs.ts';

/** Returns the error code of a failed npm, such as E404, else its last line; undefined for any other error. */
export function describeNpmError(error: unknown): string | undefined {
  if (!isProgramFailure(error)) return undefined;
  const { errors, lastLine } = error.facts;
  return /^npm (?:error|ERR!) code (\S+)$/m.exec(errors)?.[1] ?? lastLine;
}
