/** Names of sysexits.h(3head). */
const EX = {
  USAGE: 64,
  DATAERR: 65,
  NOINPUT: 66,
  UNAVAILABLE: 69,
  CANTCREAT: 73,
  CONFIG: 78,
} as const;

const CODES: Readonly<Record<string, number>> = {
  CONFIGURATION: EX.CONFIG,
  ENGINE_MISSING: EX.UNAVAILABLE,
  ENTRY_MISSING: EX.NOINPUT,
  FILE_MISSING: EX.NOINPUT,
  MAIN_UNKNOWN: EX.CONFIG,
  NODE_UNFETCHED: EX.UNAVAILABLE,
  OPTIONS_FORMAT: EX.CONFIG,
  OPTIONS_SYNTAX: EX.CONFIG,
  OUTPUT_REFUSED: EX.CANTCREAT,
  PLATFORM: EX.UNAVAILABLE,
  PROGRAM_MISSING: EX.UNAVAILABLE,
  USAGE: EX.USAGE,
};

/** The exit code of a command that ends with a fault: most are about what the user has given. */
export function exitCodeOf(code: string): number {
  return CODES[code] ?? EX.DATAERR;
}
