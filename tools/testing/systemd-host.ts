import { execFile } from 'node:child_process';
import { setTimeout } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inspect, type Engine } from './engine.ts';
import { runProgram, tryProgram, type Outcome } from './program.ts';
import { workspacePath } from './workspace.ts';

/** A host with systemd as PID 1, in a container, with this workspace at /workspace. */
export interface SystemdHost {
  /** Address of the host, reachable from this machine. */
  readonly address: string;
  /** Runs a command on it that must succeed. @returns Its standard output. */
  readonly run: (...command: readonly string[]) => string;
  /** Runs a command on it that may fail. */
  readonly attempt: (...command: readonly string[]) => Outcome;
  /** Like `run`, but asynchronous. */
  readonly runBeside: (...command: readonly string[]) => Promise<string>;
  /** Repeats a command until its output satisfies `accept`. */
  readonly until: (
    command: readonly string[],
    accept: (output: string) => boolean,
  ) => Promise<void>;
  /** Writes a file, and creates its folders. */
  readonly write: (path: string, text: string) => void;
  readonly copyIn: (path: string, target: string) => void;
  readonly remove: () => void;
}

/** Flags that systemd needs from an engine on a host with cgroups v1 or v2; 256 and later need the variable. */
const SYSTEMD_ARGUMENTS = [
  '--cap-add=SYS_ADMIN',
  '--cap-add=NET_ADMIN',
  '--cap-add=SYS_PTRACE',
  '--security-opt=seccomp=unconfined',
  '--security-opt=apparmor=unconfined',
  '--tmpfs=/run',
  '--tmpfs=/tmp',
  '--cgroupns=host',
  '--volume=/sys/fs/cgroup:/sys/fs/cgroup',
  '--env=container=docker',
  '--env=SYSTEMD_CGROUP_ENABLE_LEGACY_FORCE=1',
  `--volume=${workspacePath}:/workspace:ro`,
];

const WRITE = 'mkdir -p "$(dirname "$1")" && printf %s "$2" >"$1"';

const ATTEMPTS = 1_000;

/** A command that takes longer counts as stuck. */
const DEADLINE_MS = 60_000;

/**
 * Boots the image and waits until systemd reports that it is running.
 *
 * @param flags Further flags of the engine.
 */
export async function bootHost(
  engine: Engine,
  image: string,
  flags: readonly string[] = [],
): Promise<SystemdHost> {
  const run = ['run', '--detach', ...SYSTEMD_ARGUMENTS, ...flags];
  const id = runProgram(engine, [...run, image, '/sbin/init']);
  const on = (command: readonly string[]) => ['exec', id, ...command];
  const host: SystemdHost = {
    address: String(inspect(engine, id, '.NetworkSettings.IPAddress')),
    run: (...command) => runProgram(engine, on(command), { timeout: DEADLINE_MS }),
    attempt: (...command) => tryProgram(engine, on(command), { timeout: DEADLINE_MS }),
    runBeside: async (...command) => (await promisify(execFile)(engine, on(command))).stdout,
    until: (command, accept) =>
      repeatUntil(() => accept(tryProgram(engine, on(command)).stdout), command),
    write: (path, text) => void runProgram(engine, on(['sh', '-c', WRITE, 'sh', path, text])),
    copyIn: (path, target) => void runProgram(engine, ['cp', path, `${id}:${target}`]),
    remove: () => void runProgram(engine, ['rm', '--force', '--volumes', id]),
  };
  await host.until(['systemctl', 'is-system-running'], (state) => state.trim() === 'running');
  return host;
}

async function repeatUntil(check: () => boolean, command: readonly string[]): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (check()) return;
    await setTimeout(50);
  }
  throw new Error(`"${command.join(' ')}" was not as expected in ${ATTEMPTS} attempts`);
}
