/** Exit statuses as sysexits.h(3head) numbers them; only those in use. */
export const EX = {
  OK: 0,
  /** Not of sysexits.h but of stdlib.h: requests were cut, or the server asked gave a refusal. */
  FAILURE: 1,
  /** The command line is at fault. */
  USAGE: 64,
  /** An input does not exist or cannot be read. */
  NOINPUT: 66,
  /** Something the service needs is taken or absent. */
  UNAVAILABLE: 69,
  /** A mistake in the program itself. */
  SOFTWARE: 70,
  /** A file cannot be made. */
  CANTCREAT: 73,
  /** What was to be written is lost. */
  IOERR: 74,
  /** The system refuses the permission. */
  NOPERM: 77,
  /** A setting is at fault. */
  CONFIG: 78,
} as const;
