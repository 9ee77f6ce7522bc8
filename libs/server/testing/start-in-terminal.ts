import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { QUIET, type ProgramInput } from './start-program.ts';

const script = join(import.meta.dirname, 'programs/terminal.fixture.py');

/** A program in a terminal of its own. */
export interface TerminalProgram extends Disposable {
  /** The terminal's reader, which exits with the program's status; what it has read is its stdout. */
  readonly reader: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Makes the reader read no more. */
  readonly pause: () => void;
  readonly signal: (name: string) => void;
  /** Types keys, if stdin is the terminal. */
  readonly type: (keys: string) => void;
  /** @param size Columns and rows, such as `80x24`. */
  readonly resize: (size: string) => void;
  /** Closes the terminal, as the end of an SSH session does. */
  readonly hangUp: () => void;
}

export interface TerminalInput extends ProgramInput {
  /** Columns and rows of a terminal that is stdin too, such as `80x24`; by default it is stdout alone. */
  readonly size?: string;
}

/** Starts a program of this workspace from its TypeScript source in a terminal of its own. */
export function startInTerminal(
  mainPath: string,
  { args = [], ...input }: TerminalInput = {},
): TerminalProgram {
  return runInTerminal([process.execPath, mainPath, ...args], input);
}

/** Runs a command in a terminal of its own. */
export function runInTerminal(
  command: readonly string[],
  { env = {}, size = 'output' }: Omit<TerminalInput, 'args'> = {},
): TerminalProgram {
  const reader = spawn('/usr/bin/python3', [script, size, ...command], {
    env: { ...QUIET, ...env },
  });
  const order = (line: string): void => void reader.stdin.write(`${line}\n`);
  return {
    reader,
    pause: () => {
      order('pause');
    },
    signal: order,
    type: (keys) => {
      order(`type ${Buffer.from(keys).toString('hex')}`);
    },
    resize: (newSize) => {
      order(`size ${newSize}`);
    },
    hangUp: () => {
      order('hang up');
    },
    [Symbol.dispose]: () => {
      reader.stdin.end();
    },
  };
}
