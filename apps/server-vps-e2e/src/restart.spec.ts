import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  mkdtempSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { Agent, get, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { QUIET } from './host-program.ts';
import { binaryPath } from './workspace.ts';

type LogLine = Readonly<Record<string, unknown>>;

/** Polls a condition that an event of another process makes true. */
async function until(isTrue: () => boolean): Promise<void> {
  for (let tries = 0; tries < 6_000; tries += 1) {
    if (isTrue()) return;
    await delay(10);
  }
  throw new Error(`Not true within a minute: ${isTrue.toString()}`);
}

describe('a restart without a service manager', () => {
  let folder: string;
  let path: string;
  let child: ChildProcess;
  let log: LogLine[];
  const has = (message: string): boolean => log.some(({ msg }) => msg === message);
  const origin = (): string => {
    const { port } = log.find(({ msg }) => msg === 'listening')?.['address'] as { port: number };
    return `http://127.0.0.1:${port}`;
  };

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'restart-'));
    path = join(folder, 'server-vps');
    copyFileSync(binaryPath, path);
    log = [];
    const env = { ...QUIET, SEAMLESS_RESTART: 'true', ACCESS_LOG_RATIO: '0' };
    child = spawn(path, [], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const { stdout } = child;
    if (stdout !== null)
      createInterface({ input: stdout }).on('line', (line) =>
        log.push(JSON.parse(line) as LogLine),
      );
    await until(() => has('ready'));
  });
  afterEach(() => {
    const { successor } = log.find(({ msg }) => msg === 'handing over') ?? {};
    if (typeof successor === 'number') process.kill(successor, 'SIGKILL');
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  });

  /** Sends requests without a pause until it is called, then returns the failures and the number of answers. */
  function load(agent: Agent | false): () => Promise<readonly [readonly string[], number]> {
    const failures: string[] = [];
    let answered = 0;
    const stop = new AbortController();
    const ended = (async () => {
      while (!stop.signal.aborted) {
        try {
          const [response] = (await once(get(origin(), { agent }), 'response')) as [
            IncomingMessage,
          ];
          await once(response.resume(), 'end');
          answered += 1;
        } catch (error) {
          failures.push(String(error));
        }
      }
    })();
    return async () => {
      stop.abort();
      await ended;
      return [failures, answered];
    };
  }

  it('runs the file that has taken the place of the old one, and fails no request', async () => {
    const agent = new Agent({ keepAlive: true });
    const clients = [load(agent), load(agent), load(false), load(false)];
    copyFileSync(binaryPath, `${path}.new`);
    renameSync(`${path}.new`, path);
    const exited = once(child, 'exit');
    child.kill('SIGUSR2');
    expect(await exited).toEqual([0, null]);
    const results = await Promise.all(clients.map((end) => end()));
    agent.destroy();
    expect(results.flatMap(([failures]) => failures)).toEqual([]);
    expect(results.every(([, answered]) => answered > 0)).toBe(true);
    const { successor } = log.find(({ msg }) => msg === 'handing over') ?? {};
    expect(readlinkSync(`/proc/${String(successor)}/exe`)).toBe(path); // of the old one, it was "(deleted)"
    expect((await fetch(origin())).status).toBe(200);
  });

  it.each([
    // execvp(3) gives such a file to a shell.
    ['is no program', 0o755, /^Cannot hand over to process \d+: it ended with status \d+; /],
    ['may not be executed', 0o644, /^Cannot start the program again: spawn .* EACCES; /],
  ])('keeps serving if the new file %s', async (_what, mode, expected) => {
    rmSync(path);
    writeFileSync(path, 'not a program', { mode });
    child.kill('SIGUSR2');
    await until(() => has('cannot restart'));
    const { reason } = log.find(({ msg }) => msg === 'cannot restart') ?? {};
    expect(reason).toMatch(expected);
    expect(reason).toMatch(/; this process keeps serving$/);
    expect((await fetch(origin())).status).toBe(200);
    expect(child.exitCode).toBeNull();
  });
});
