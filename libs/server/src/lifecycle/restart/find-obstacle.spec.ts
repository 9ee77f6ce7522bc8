import { findObstacle } from './find-obstacle.ts';

const identity = (pid: number) => () => ({ pid, argv0: '', versions: {}, memoryLimitBytes: 0 });
const free = { env: {}, managerEnv: {}, identity: identity(7) };

describe('findObstacle()', () => {
  it('finds none for a process that nobody watches by its ID', () => {
    expect(findObstacle(free)).toBeUndefined();
  });

  it.each([
    ['process 1', { identity: identity(1) }, /container ends with it; start another container$/],
    ['a notify socket', { managerEnv: { NOTIFY_SOCKET: '/run/n' } }, /systemctl restart$/],
    ['sockets of systemd', { managerEnv: { LISTEN_PID: '7' } }, /systemctl restart$/],
    ['systemd', { env: { SYSTEMD_EXEC_PID: '7' } }, /systemctl restart$/],
    ['Nomad', { env: { NOMAD_ALLOC_ID: 'a' } }, /use nomad job run$/],
  ])('names what to do instead for %s', (_name, change, expected) => {
    expect(findObstacle({ ...free, ...change })).toMatch(expected);
  });

  it.each([
    ['a terminal below systemd', { env: { SYSTEMD_EXEC_PID: '6', INVOCATION_ID: 'x' } }],
    ['inherited variables', { managerEnv: { LISTEN_PID: '6' } }],
    ['a successor', { managerEnv: { LISTEN_PID: '7', TSCRATCH_PREDECESSOR: '6' } }],
  ])('finds none for %s', (_name, change) => {
    expect(findObstacle({ ...free, ...change })).toBeUndefined();
  });
});
