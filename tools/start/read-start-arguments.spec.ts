import { readStartArguments } from './read-start-arguments.mjs';

describe('readStartArguments()', () => {
  it.each([
    ['defaults', [], {}, '8080', '9000'],
    ['variables', [], { PORT: '1', OPS_PORT: 'off' }, '1', 'off'],
    ['defaults for empty variables', [], { PORT: '', OPS_PORT: '' }, '8080', '9000'],
    ['flags before variables', ['--port=2', '--ops-port=3'], { PORT: '1' }, '2', '3'],
    ['values in words of their own', ['--port', '2', '--ops-port', 'off'], {}, '2', 'off'],
  ])('reads the ports from %s', (_, argv, env, port, opsPort) => {
    expect(readStartArguments(argv, env)).toMatchObject({ port, opsPort, isHelp: false });
  });

  it('passes all flags on', () => {
    const flags = ['--port=2', '--log-level=debug'];
    expect(readStartArguments(flags, {}).flags).toEqual(flags);
  });

  it('recognises --help', () => {
    expect(readStartArguments(['--port=2', '--help'], {}).isHelp).toBe(true);
  });

  it('rejects a command with status 64', () => {
    expect(() => readStartArguments(['config'], {})).toThrow(
      expect.objectContaining({
        exitCode: 64,
        message:
          'Cannot start with "config": expected flags such as --port=8081; run commands with dist/apps/server-vps/server-vps',
      }) as Error,
    );
  });
});
