import type { ProgramProcess } from './start-program.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** Collects every line that a program logs from now on. */
export function collectLog({ stdout }: ProgramProcess): () => readonly LogLine[] {
  let written = '';
  stdout.setEncoding('utf8').on('data', (text: string) => (written += text));
  return () => {
    const whole = written.slice(0, written.lastIndexOf('\n') + 1);
    return whole
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line) as LogLine);
  };
}
