import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program in a terminal of its own. */
export interface TerminalProgram {
  /** Resolves when the program has written the text. @throws {Error} if it ends before. */
  readonly shows: (text: string) => Promise<void>;
  /** Everything it has written. */
  readonly screen: () => string;
  readonly type: (keys: string) => void;
  /** Resolves with its exit status, at the end of its output. */
  readonly ended: Promise<number | null>;
}

/** Starts a program in a terminal, by script(1), which every Debian has. @param command Words without quotes. */
export function startInTerminal(
  command: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): TerminalProgram {
  const words = command.map((word) => `'${word}'`).join(' ');
  const line = `exec ${words}`; // or a dash, which gets the key as well, ends with 130
  const script = spawn('script', ['-qefc', line, '/dev/null'], {
    env,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let screen = '';
  script.stdout.setEncoding('utf8').on('data', (read: string) => (screen += read));
  return {
    screen: () => screen,
    shows: async (text) => {
      while (!screen.includes(text)) {
        if (script.stdout.readableEnded) throw new Error(`Not shown: ${text}; but: ${screen}`);
        await Promise.race([once(script.stdout, 'data'), once(script.stdout, 'end')]);
      }
    },
    type: (keys) => void script.stdin.write(keys),
    ended: once(script, 'close').then(([exitCode]) => exitCode as number | null),
  };
}
