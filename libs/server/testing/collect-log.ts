import type { Program } from './start-program.ts';

export type LogLine = Readonly<Record<string, unknown>>;

/** Reads all that a program logs from now on, so that lines that come together are all seen. */
export function collectLog({ stdout }: Program): () => readonly LogLine[] {
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
