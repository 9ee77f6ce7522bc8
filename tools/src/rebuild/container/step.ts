/** A program and its arguments, as the kernel takes them: no shell reads them. */
export type Command = readonly [program: string, ...args: string[]];

/** One command of a plan. */
export interface Step {
  /** What the step does, as a message says it after "Cannot". */
  readonly purpose: string;
  readonly command: Command;
  /** File that takes what the command writes to standard output; the terminal does without one. */
  readonly stdoutPath?: string;
}
