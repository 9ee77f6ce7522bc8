import { Fault } from './faults/fault.ts';

/** Returns the error code of a failed npm, such as E404, else its last line; undefined for any other error. */
export function describeNpmError(error: unknown): string | undefined {
  if (!isFailure(error)) return undefined;
  const { errors, lastLine } = error.facts;
  return /^npm (?:error|ERR!) code (\S+)$/m.exec(errors)?.[1] ?? lastLine;
}

function isFailure(error: unknown): error is Fault<'PROGRAM_FAILED'> {
  return error instanceof Fault && error.code === 'PROGRAM_FAILED';
}
