import type { Terminal } from '../../../world/open-terminal.ts';
import type { World } from '../../../world/world.ts';

/** Shows the alternate screen, without cursor and line wrap: xterm's control sequences, DEC private modes. */
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

/** The whole terminal, as long as it is in use. */
export interface Screen extends AsyncDisposable {
  readonly size: Terminal['size'];
  /** Replaces what is shown. @returns Whether the terminal is still there. */
  readonly draw: (lines: readonly string[]) => Promise<boolean>;
}

/** Takes over the terminal. What was on it before returns at the end, also if the process exits early. */
export async function openScreen(
  { stdout, onExit, writeAtOnce }: Pick<World, 'stdout' | 'onExit' | 'writeAtOnce'>,
  terminal: Terminal,
): Promise<Screen> {
  let isOpen = true;
  onExit(() => {
    if (isOpen) writeAtOnce(LEAVE);
  });
  // An error means that the terminal is gone.
  const write = (text: string): Promise<boolean> =>
    new Promise((resolve) => {
      stdout.write(text, (error) => {
        resolve(!error);
      });
    });
  await write(ENTER);
  return {
    size: terminal.size,
    // One write from the top, because a screen that is emptied first flickers. A line is erased before it is
    // written: without line wrap the cursor stays on the last column, which would be erased with the rest.
    draw: (lines) => {
      const rows = Array.from({ length: terminal.size().rows }, (_, row) => lines[row] ?? '');
      return write(`\u001b[H${rows.map((row) => `\u001b[K${row}`).join('\r\n')}`);
    },
    [Symbol.asyncDispose]: async () => {
      isOpen = false;
      terminal[Symbol.dispose]();
      await write(LEAVE);
    },
  };
}
