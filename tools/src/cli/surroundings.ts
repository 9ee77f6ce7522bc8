import type { Flags } from './parse-command-line.ts';

/** What the commands use of the machine. */
export interface Surroundings {
  readonly machine: NodeJS.Process;
  readonly currentFolder: string;
  readonly temporaryFolder: string;
  /** Writes a line to standard output. */
  readonly print: (text: string) => void;
}

export interface CommandCall {
  readonly command: string;
  readonly entry: string | undefined;
  readonly flags: Flags;
  /** All arguments, for another Node. */
  readonly args: readonly string[];
}
