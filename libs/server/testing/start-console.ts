import { gzipSync } from 'node:zlib';
import { bindPort } from '../src/lifecycle/listen/bind-port.ts';
import { createConsoleRoutes } from '../src/management/console/console-routes.ts';
import { runServer } from '../src/program/run-server.ts';
import { createTestWorld, type TestWorld, type TestWorldInput } from './test-world.ts';
import { until } from './until.ts';

/** The routes of a console whose page is one line. */
export const consoleRoutes = createConsoleRoutes({
  program: { name: 'example', version: '1.2.3' },
  settings: { adminDangerous: [] },
  threads: 1,
  readAsset: () => gzipSync('the page'),
});

/** Creates the World of `admin console` with further words. */
export function createConsoleWorld(words: readonly string[], given: TestWorldInput): TestWorld {
  return createTestWorld({ ...given, argv: ['admin', 'console', ...words] });
}

export function runExample(world: TestWorld): Promise<number> {
  return runServer(world, { name: 'example', version: '1.2.3', listen: bindPort });
}

/** A console that runs in this process. */
export interface RunningConsole extends AsyncDisposable {
  readonly origin: string;
  readonly code: string;
  /** Exchanges a code, by default the right one, and returns the answer. */
  readonly redeem: (code?: string) => Promise<Response>;
  /** Exchanges the code, and returns the header field with the token. */
  readonly signIn: () => Promise<{ readonly Authorization: string }>;
  /** Interrupts the command, and returns its exit status. */
  readonly interrupt: () => Promise<number>;
  /** Closes the terminal of the command, and returns its exit status. */
  readonly hangUp: () => Promise<number>;
}

/** Starts `admin console`, and waits for its address. */
export async function startConsole(
  words: readonly string[],
  given: TestWorldInput,
): Promise<RunningConsole> {
  const world = createConsoleWorld(words, given);
  const ended = runExample(world);
  const { stdout, stderr } = world.written;
  await until(() => stdout().includes('\n') || stderr() !== '');
  const [, origin, code = ''] =
    /^(http:\/\/127\.0\.0\.1:\d+)\/console#([\w-]{43})\n/.exec(stdout()) ?? [];
  if (origin === undefined) throw new Error(`No console: ${stdout()}${stderr()}`);
  const redeem = (text = code): Promise<Response> =>
    fetch(`${origin}/console/session`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: origin },
      body: JSON.stringify({ code: text }),
    });
  const interrupt = (): Promise<number> => {
    world.sendSignal('SIGINT');
    return ended;
  };
  return {
    origin,
    code,
    redeem,
    signIn: async () => {
      const { token } = (await (await redeem()).json()) as { token: string };
      return { Authorization: `Bearer ${token}` };
    },
    interrupt,
    hangUp: () => {
      world.sendReload();
      return ended;
    },
    [Symbol.asyncDispose]: async () => {
      await interrupt();
    },
  };
}
