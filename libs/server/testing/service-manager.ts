import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

const script = join(import.meta.dirname, 'programs/service-manager.fixture.py');

/** What the program is started with. */
export interface ServiceStart {
  /** By name: `tcp`, `datagram`, or the path of a unix socket; what has been held before is held on. */
  readonly sockets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether it is handed a way to report. */
  readonly notify?: boolean;
}

/** Something that does for a program what systemd does, without being root. */
export interface ServiceManager extends AsyncDisposable {
  readonly start: (start: ServiceStart) => void;
  readonly signal: (name: string) => void;
  /** Port of a socket that it holds. */
  readonly port: (name: string) => number;
  /** Reports of the program so far. */
  readonly reports: () => readonly { readonly text: string; readonly isMain: boolean }[];
  /** Lines of the program so far that are JSON. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Exit statuses of the programs that have ended; of one that a signal has ended, its number negated. */
  readonly ended: () => readonly number[];
  readonly stderr: () => string;
  readonly logged: (message: string) => Promise<void>;
}

type Seen = Readonly<Record<string, unknown>>;

export function manageService(mainPath: string): ServiceManager {
  const manager = spawn('/usr/bin/python3', [script, process.execPath, mainPath]);
  const seen: Seen[] = [];
  let errors = '';
  createInterface({ input: manager.stdout }).on('line', (line) => {
    const [, prefix, json = ''] = /^(<\d>)?(.*)$/.exec(line) ?? [];
    seen.push({ ...(JSON.parse(json) as Seen), ...(prefix !== undefined && { prefix }) });
  });
  manager.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const order = (facts: object): void => void manager.stdin.write(`${JSON.stringify(facts)}\n`);
  const of = (event: string): readonly Seen[] => seen.filter((it) => it['event'] === event);
  const log = (): readonly Seen[] => seen.filter(({ msg }) => msg !== undefined);
  let startCount = 0;
  const ended = (): readonly number[] => of('ended').map(({ exitCode }) => exitCode as number);
  return {
    start: ({ sockets = {}, env = {}, notify = false }) => {
      startCount += 1;
      order({ start: sockets, notify, env: { OPS_PORT: 'off', ADMIN_SOCKET: 'off', ...env } });
    },
    signal: (signal) => {
      order({ signal });
    },
    port: (name) => of('holds').find((it) => it['name'] === name)?.['port'] as number,
    reports: () => of('notify') as unknown as ReturnType<ServiceManager['reports']>,
    log,
    ended,
    stderr: () => errors,
    logged: (message) => until(() => log().some(({ msg }) => msg === message), 15_000),
    [Symbol.asyncDispose]: async () => {
      if (ended().length < startCount) order({ signal: 'SIGKILL' });
      await until(() => ended().length === startCount, 15_000);
      manager.kill('SIGKILL');
    },
  };
}
