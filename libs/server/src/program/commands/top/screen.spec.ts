import { createTestWorld } from '../../../../testing/test-world.ts';
import type { Terminal } from '../../../world/open-terminal.ts';
import { openScreen } from './screen.ts';

const LEAVE = '\u001b[?7h\u001b[?25h\u001b[?1049l';

function start() {
  const world = createTestWorld();
  const exits: ((exitCode: number) => void)[] = [];
  let isReturned = false;
  const terminal: Terminal = {
    size: () => ({ columns: 10, rows: 2 }),
    onResize: () => undefined,
    onKey: () => undefined,
    onHangUp: () => undefined,
    [Symbol.dispose]: () => {
      isReturned = true;
    },
  };
  const { stdout, writeAtOnce } = world;
  const opened = openScreen(
    { stdout, writeAtOnce, onExit: (listener) => void exits.push(listener) },
    terminal,
  );
  const exit = (): void => {
    for (const listener of exits) listener(0);
  };
  return { opened, exit, stdout: world.written.stdout, isReturned: () => isReturned };
}

describe('openScreen()', () => {
  it('leaves the screen as it was if the process exits early', async () => {
    const { opened, exit, stdout } = start();
    await opened;
    exit();
    expect(stdout().endsWith(LEAVE)).toBe(true);
  });

  it('leaves it once, and gives the terminal back, at its end', async () => {
    const { opened, exit, stdout, isReturned } = start();
    const screen = await opened;
    await screen[Symbol.asyncDispose]();
    exit();
    expect(stdout().split(LEAVE)).toHaveLength(2);
    expect(isReturned()).toBe(true);
  });

  it('draws every row, so that nothing of the frame before stays', async () => {
    const { opened, stdout } = start();
    const screen = await opened;
    expect(await screen.draw(['one'])).toBe(true);
    expect(stdout().endsWith('\u001b[H\u001b[Kone\r\n\u001b[K')).toBe(true);
  });
});
