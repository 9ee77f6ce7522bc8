/** A program and its arguments, to be run without a shell. */
export type Command = readonly [program: string, ...args: string[]];

/** One command of a plan. */
export interface Step {
  /** What the step does, in the form that follows "Cannot" in a message. */
  readonly purpose: string;
  readonly command: Command;
  /** File for the standard output of the command; by default the terminal. */
  readonly stdoutPath?: string;
}
