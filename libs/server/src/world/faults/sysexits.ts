/** The exit statuses in use, with the numbers of sysexits.h(3head). */
export const EX = {
  OK: 0,
  /** From stdlib.h: requests were cut off, or the server refused a request. */
  FAILURE: 1,
  /** The command line is wrong. */
  USAGE: 64,
  /** An input does not exist or cannot be read. */
  NOINPUT: 66,
  /** A resource the service needs is in use or absent. */
  UNAVAILABLE: 69,
  /** A defect in the program itself. */
  SOFTWARE: 70,
  /** A file cannot be created. */
  CANTCREAT: 73,
  /** Output could not be written. */
  IOERR: 74,
  /** Permission denied by the system. */
  NOPERM: 77,
  /** A setting is wrong. */
  CONFIG: 78,
} as const;
