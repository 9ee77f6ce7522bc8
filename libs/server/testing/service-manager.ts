import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { until } from './until.ts';

const script = join(import.meta.dirname, 'programs/service-manager.fixture.py');

/** Sockets and environment to start the program with. */
export interface ServiceStart {
  /** By name: `tcp`, `datagram`, or the path of a unix socket; sockets stay open across starts. */
  readonly sockets?: Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** Whether to pass a notify socket. */
  readonly notify?: boolean;
}

/** A stand-in for systemd that needs no root. */
export interface TestServiceManager extends AsyncDisposable {
  readonly start: (start: ServiceStart) => void;
  readonly signal: (name: string) => void;
  /** Returns the port of a socket. */
  readonly port: (name: string) => number;
  /** Returns the program's notifications so far. */
  readonly reports: () => readonly { readonly text: string; readonly isMain: boolean }[];
  /** Returns the program's JSON log lines so far. */
  readonly log: () => readonly Readonly<Record<string, unknown>>[];
  /** Returns the exit statuses of ended programs; for one killed by a signal, its negated number. */
  readonly ended: () => readonly number[];
  readonly stderr: () => string;
  readonly logged: (message: string) => Promise<void>;
}

type JsonLine = Readonly<Record<string, unknown>>;

/** Starts the stand-in for a program. */
export function manageService(mainPath: string): TestServiceManager {
  const manager = spawn('/usr/bin/python3', [script, process.execPath, mainPath]);
  const seen: JsonLine[] = [];
  let errors = '';
  createInterface({ input: manager.stdout }).on('line', (line) => {
    const [, prefix, json = ''] = /^(<\d>)?(.*)$/.exec(line) ?? [];
    seen.push({ ...(JSON.parse(json) as JsonLine), ...(prefix !== undefined && { prefix }) });
  });
  manager.stderr.setEncoding('utf8').on('data', (text: string) => (errors += text));
  const order = (facts: object): void => void manager.stdin.write(`${JSON.stringify(facts)}\n`);
  const of = (event: string): readonly JsonLine[] => seen.filter((it) => it['event'] === event);
  const log = (): readonly JsonLine[] => seen.filter(({ msg }) => msg !== undefined);
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
    reports: () => of('notify') as unknown as ReturnType<TestServiceManager['reports']>,
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
