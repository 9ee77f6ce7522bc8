import { parseRunOptions } from './parse-run-options.ts';

const health = {
  command: ['/server', 'healthcheck'],
  intervalSeconds: 10,
  timeoutSeconds: 3,
  retries: 3,
};

describe('parseRunOptions()', () => {
  it('accepts a user, ports, volumes and a health check', () => {
    const folders = { volumes: ['/run/a.b', '/data'], environment: { A_1: 'x y' } };
    const options = { user: '10:20', ports: [1, 65_535], ...folders, stopSignal: 'SIGINT', health };
    expect(parseRunOptions(options)).toEqual({
      user: { uid: 10, gid: 20 },
      tcpPorts: [1, 65_535],
      volumes: ['/run/a.b', '/data'],
      environment: { A_1: 'x y' },
      stopSignal: 'SIGINT',
      healthcheck: health,
    });
  });

  it('adds the default intervals of the health check', () => {
    const command = ['/server', 'healthcheck'];
    expect(parseRunOptions({ user: '1:1', health: { command } }).healthcheck).toEqual(health);
  });

  it('needs nothing but a user', () => {
    expect(parseRunOptions({ user: '0:0' })).toEqual({
      user: { uid: 0, gid: 0 },
      tcpPorts: [],
      volumes: [],
      environment: {},
      stopSignal: undefined,
      healthcheck: undefined,
    });
  });

  it.each([
    '',
    'root',
    'root:',
    'root:root',
    '65532',
    '1:',
    '-1:1',
    '1:1 ',
    '2097152:1',
    '1:2097152',
  ])('rejects the user %j', (user) => {
    expect(() => parseRunOptions({ user })).toThrow(
      `Cannot run the image as user "${user}": expected uid:gid, two whole numbers from 0 to 2097151, because the image has no names to look up; change the option "user", for example to "65532:65532"`,
    );
  });

  it.each([0, -1, 1.5, 65_536, 70_000, NaN])('rejects the port %d', (port) => {
    expect(() => parseRunOptions({ user: '1:1', ports: [8080, port] })).toThrow(
      `Cannot expose port ${port}: expected a whole number from 1 to 65535; change the option "ports"`,
    );
  });

  it.each([
    '',
    '/',
    'run/server',
    './run',
    '/run/',
    '/run//a',
    '/run/../etc',
    '/.',
    '/a b',
    '/a\n',
  ])('rejects the volume %j', (path) => {
    expect(() => parseRunOptions({ user: '1:1', volumes: [path] })).toThrow(
      `Cannot declare the volume "${path}": expected an absolute path such as /run/server, without spaces, "." or ".."; change the option "volumes"`,
    );
  });

  it.each([
    ['A B', '1'],
    ['A=B', '1'],
    ['1A', '1'],
    ['', '1'],
    ['A', 'x\ny'],
  ])('rejects the variable %j of %j', (name, value) => {
    expect(() => parseRunOptions({ user: '1:1', environment: { [name]: value } })).toThrow(
      `Cannot set the variable ${JSON.stringify(name)} to ${JSON.stringify(value)}: expected a name of letters, digits and "_", and one line of text; change the option "environment"`,
    );
  });

  it.each([
    [{ command: [] }, '"command" is [], expected the absolute path of a program and its arguments'],
    [{ command: ['server'] }, '"command" is ["server"], expected the absolute path of a program'],
    [{ intervalSeconds: 0 }, '"intervalSeconds" is 0, expected a whole number from 1'],
    [{ timeoutSeconds: 0.5 }, '"timeoutSeconds" is 0.5, expected a whole number from 1'],
    [{ retries: -1 }, '"retries" is -1, expected a whole number from 1'],
  ])('rejects a health check with %j', (changes, reason) => {
    expect(() => parseRunOptions({ user: '1:1', health: { ...health, ...changes } })).toThrow(
      `Cannot declare the health check: ${reason}`,
    );
  });
});
