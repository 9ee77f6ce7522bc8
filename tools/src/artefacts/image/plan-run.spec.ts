import { planRun } from './plan-run.ts';

const any = { name: 'api', hasServer: false };
const ours = { name: 'api', hasServer: true };

describe('planRun()', () => {
  it('lets any server listen on every address, on one port, without a health check', () => {
    expect(planRun({}, any)).toEqual({
      user: '65532:65532',
      ports: [8080],
      volumes: [],
      environment: { HOST: '0.0.0.0', PORT: '8080' },
      stopSignal: undefined,
      health: undefined,
    });
  });

  it('knows the ports, the folder and the health check of @tscratch/server', () => {
    expect(planRun({}, ours)).toEqual({
      user: '65532:65532',
      ports: [8080, 9000],
      volumes: ['/run/api'],
      environment: {},
      stopSignal: undefined,
      health: {
        command: [
          '/server',
          '--probe',
          'http://${OPS_HOST:-127.0.0.1}:${OPS_PORT:-9000}/livez',
          'http://unix:${ADMIN_SOCKET:-${RUNTIME_DIRECTORY:-${NOMAD_SECRETS_DIR:-/run/api}}/admin.sock}:/health',
        ],
      },
    });
  });

  it('tells the port to the program, and lets the configuration win', () => {
    const environment = { HOST: '::', MODE: 'a' };
    expect(planRun({ ports: [3000, 3001], environment }, any).environment).toEqual({
      HOST: '::',
      PORT: '3000',
      MODE: 'a',
    });
    expect(planRun({ ports: [] }, any).environment).toEqual({ HOST: '0.0.0.0' });
  });

  it('asks a path by the loader, on the port that the container has at the time', () => {
    const command = ['/server', '--probe', 'http://127.0.0.1:${PORT:-3000}/healthz'];
    expect(planRun({ ports: [3000], health: '/healthz' }, any).health).toEqual({ command });
    const health = { path: '/healthz', retries: 5 };
    expect(planRun({ ports: [3000], health }, ours).health).toEqual({ command, retries: 5 });
  });

  it('takes a command, or none', () => {
    const health = { command: ['/server', 'check'], intervalSeconds: 2 };
    expect(planRun({ health }, any).health).toEqual(health);
    expect(planRun({ health: false }, ours).health).toBeUndefined();
  });

  it('changes only the times of the check of @tscratch/server', () => {
    const { health } = planRun({ health: { retries: 9 } }, ours);
    expect(health).toEqual({ command: planRun({}, ours).health?.command, retries: 9 });
  });

  it.each([
    [{ health: '/healthz', ports: [] }, '"health" is "/healthz"'],
    [{ health: { retries: 3 } }, '"health" is {"retries":3}'],
  ])('refuses %j: nothing would answer', (options, found) => {
    expect(() => planRun(options, any)).toThrow(
      `Cannot declare the health check: ${found}, expected a path and a port in "ports" that answers it, or a command; change the option "health"`,
    );
  });
});
