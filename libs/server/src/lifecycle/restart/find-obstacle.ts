import type { World } from '../../world/world.ts';

/**
 * Returns why the program cannot be replaced by a process with another ID here, as a sentence with what to do
 * instead; undefined if it can.
 */
export function findObstacle({
  env,
  managerEnv,
  identity,
}: Pick<World, 'env' | 'managerEnv' | 'identity'>): string | undefined {
  const { pid } = identity();
  if (pid === 1)
    return 'Cannot start a successor of process 1: a container ends with it; start another container';
  const { NOTIFY_SOCKET, LISTEN_PID, TSCRATCH_PREDECESSOR } = managerEnv;
  const hasSockets = LISTEN_PID === String(pid) && TSCRATCH_PREDECESSOR === undefined;
  // Only the process that systemd started has its own ID in SYSTEMD_EXEC_PID: systemd.exec(5).
  if (NOTIFY_SOCKET !== undefined || hasSockets || env['SYSTEMD_EXEC_PID'] === String(pid))
    return 'Cannot start a successor under systemd, which would end it with this process; use socket units and systemctl restart';
  if (env['NOMAD_ALLOC_ID'] !== undefined)
    return 'Cannot start a successor under Nomad, which ends the task with this process; use nomad job run';
  return undefined;
}
