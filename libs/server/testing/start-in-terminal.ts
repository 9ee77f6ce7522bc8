import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { QUIET, type ProgramInput } from './start-program.ts';

const script = join(import.meta.dirname, 'programs/terminal.fixture.py');

/** A program whose stdout is a terminal. */
export interface TerminalProgram extends Disposable {
  /** The terminal's reader, which exits with the program's status; what it has read is its stdout. */
  readonly reader: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Makes the reader read no more. */
  readonly pause: () => void;
  readonly signal: (name: string) => void;
}

/** Starts a program of this workspace from its TypeScript source in a terminal of its own. */
export function startInTerminal(
  mainPath: string,
  { args = [], env = {} }: ProgramInput = {},
): TerminalProgram {
  const reader = spawn('/usr/bin/python3', [script, process.execPath, mainPath, ...args], {
    env: { ...QUIET, ...env },
  });
  const order = (command: string): void => void reader.stdin.write(`${command}\n`);
  return {
    reader,
    pause: () => {
      order('pause');
    },
    signal: order,
    [Symbol.dispose]: () => {
      reader.stdin.end();
    },
  };
}
