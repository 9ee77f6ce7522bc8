import { EX } from './sysexits.ts';

/** The part of the catalogue that is about a served directory. */
export const filesFaults = {
  FILES_ROOT_MISSING: {
    exitCode: EX.NOINPUT,
    text: ({ path, setting }: { path: string; setting: string }) =>
      `Cannot serve files from "${path}": no such directory; create it or set ${setting} to another one`,
  },
  FILES_ROOT_NOT_DIRECTORY: {
    exitCode: EX.NOINPUT,
    text: ({ path, setting }: { path: string; setting: string }) =>
      `Cannot serve files from "${path}": expected a directory; set ${setting} to the directory that contains it`,
  },
  FILES_ROOT_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path }: { path: string }) =>
      `Cannot serve files from "${path}": permission denied; let this user read it and enter its parent directories`,
  },
  /** Several of the three above. */
  FILES_ROOTS_REFUSED: {
    exitCode: EX.NOINPUT,
    text: ({ problems }: { problems: readonly string[] }) => problems.join('\n'),
  },
  FILES_RULE_REFUSED: {
    exitCode: EX.CONFIG,
    text: ({ path, line, problem }: { path: string; line: number; problem: string }) =>
      `Cannot read line ${line} of "${path}": ${problem}; correct the line, or remove it`,
  },
  /** Several files with rules that are refused or unreadable. */
  FILES_RULES_REFUSED: {
    exitCode: EX.CONFIG,
    text: ({ problems }: { problems: readonly string[] }) => problems.join('\n'),
  },
  FILES_RULES_UNREADABLE: {
    exitCode: EX.NOINPUT,
    text: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot read the rules in "${path}": ${reason}; replace the file, or set FILES_RULES to false`,
  },
} as const;
