/** Exit codes of sysexits(3). */
const EX = { DATAERR: 65, NOINPUT: 66, OSERR: 71 } as const;

/** Why an app file cannot be run, as a sentence for standard error, and the exit code. */
export interface Unreadable {
  readonly exitCode: number;
  readonly sentence: string;
}

/** Describes an error of reading or parsing the app file at `path`, with the next step. */
export function describeUnreadable(path: string, error: unknown): Unreadable {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined)
    return {
      exitCode: EX.DATAERR,
      sentence: `Cannot run "${path}": ${message}; install the program again`,
    };
  const isLimit = code === 'EMFILE' || code === 'ENFILE';
  return {
    exitCode: isLimit ? EX.OSERR : EX.NOINPUT,
    sentence: `Cannot read "${path}": ${code}; ${remedyFor(code)}`,
  };
}

/** errno(3) */
function remedyFor(code: string): string {
  switch (code) {
    case 'ENOENT':
      return 'put the app file there';
    case 'EACCES':
      return 'let this user read it';
    case 'EMFILE':
      return 'raise the limit of open files of the process (ulimit -n)';
    case 'ENFILE':
      return 'raise the limit of open files of the system (sysctl fs.file-max)';
    default:
      return 'check this path';
  }
}
