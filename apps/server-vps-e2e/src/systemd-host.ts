import { setTimeout } from 'node:timers/promises';
import type { Engine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';

/** A host with systemd as its PID 1, in a container. */
export interface SystemdHost {
  /** Runs a command on it that has to end well; its standard output. */
  readonly run: (...command: readonly string[]) => string;
  /** Runs a command over and over until what it writes satisfies `accept`. */
  readonly until: (
    command: readonly string[],
    accept: (output: string) => boolean,
  ) => Promise<void>;
  readonly copyIn: (path: string, target: string) => void;
  readonly remove: () => void;
}

/** What systemd needs from an engine on a host with cgroups of version 1 or 2. */
const SYSTEMD_ARGUMENTS = [
  ...['--cap-add=SYS_ADMIN', '--cap-add=NET_ADMIN', '--cap-add=SYS_PTRACE'],
  ...['--security-opt=seccomp=unconfined', '--security-opt=apparmor=unconfined'],
  ...['--tmpfs=/run', '--tmpfs=/tmp', '--cgroupns=host', '--volume=/sys/fs/cgroup:/sys/fs/cgroup'],
  ...['--env=container=docker', '--network=none'],
];

const ATTEMPTS = 300;

/** Boots the image and waits until systemd says that it is running. */
export async function bootHost(engine: Engine, image: string): Promise<SystemdHost> {
  const id = runProgram(engine, ['run', '--detach', ...SYSTEMD_ARGUMENTS, image, '/sbin/init']);
  const host: SystemdHost = {
    run: (...command) => runProgram(engine, ['exec', id, ...command]),
    until: (command, accept) =>
      repeatUntil(() => accept(tryProgram(engine, ['exec', id, ...command]).stdout), command),
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
