import { Fault } from '../faults/fault.ts';
import { parseInvocation, type Environment } from './parse-invocation.ts';
import { defaultsOf } from './setting.ts';
import { serverSettings } from './settings.ts';

const defaults = defaultsOf(serverSettings);

function refusalOf(argv: readonly string[], env: Environment = {}): Fault {
  try {
    parseInvocation({ argv, env }, serverSettings);
  } catch (error) {
    if (error instanceof Fault) return error as Fault;
  }
  throw new Error('Nothing was refused');
}

describe('parseInvocation()', () => {
  it.each<[string, string[], Environment, object]>([
    ['nothing', [], {}, {}],
    ['the command by name', ['serve'], {}, {}],
    ['variables', [], { PORT: '80', FILES_ROOT: '/srv' }, { port: 80, filesRoot: '/srv' }],
    ['flags', ['--port=80', '--host', '::1'], {}, { port: 80, host: '::1' }],
    [
      'flags around the command',
      ['--port=1', 'serve', '--log-level=warn'],
      {},
      { port: 1, logLevel: 'warn' },
    ],
    ['a flag over its variable', ['--port=1'], { PORT: '2' }, { port: 1 }],
    ['a flag over its malformed variable', ['--port=1'], { PORT: 'x' }, { port: 1 }],
    ['a path that begins with a hyphen', ['--files-root=-x'], {}, { filesRoot: '-x' }],
    ['an empty variable as unset', [], { PORT: '', FILES_ROOT: '' }, {}],
    ['other variables', [], { PATH: '/bin', port: 'x', TERM: '' }, {}],
  ])('reads %s', (_, argv, env, settings) => {
    const expected = { command: 'serve', settings: { ...defaults, ...settings } };
    expect(parseInvocation({ argv, env }, serverSettings)).toEqual(expected);
  });

  it.each([
    ['help', ['--help']],
    ['version', ['--version']],
    ['help', ['serve', '--nonsense', '--help', '--version']],
  ])('answers %s to %j whatever else is wrong', (command, argv) => {
    expect(parseInvocation({ argv, env: { PORT: 'x' } }, serverSettings)).toEqual({ command });
  });

  const portRange = 'expected a whole number from 0 to 65535';
  it.each([
    [['--prot=1'], `Cannot take the flag "--prot": --help lists those there are`],
    [['-p', '80'], `Cannot take the flag "-p": --help lists those there are`],
    [['--PORT=1'], `Cannot take the flag "--PORT": --help lists those there are`],
    [['--no-port'], `Cannot take the flag "--no-port": --help lists those there are`],
    [['--__proto__=1'], `Cannot take the flag "--__proto__": --help lists those there are`],
    [['--port'], 'Cannot take the flag "--port" without a value; write --port=VALUE'],
    [['--port=1', '--port=1'], 'Cannot take the flag "--port" twice; leave one of them'],
    [['--port='], `Cannot read --port="": ${portRange}`],
    [['--port', '-1'], `Cannot read --port="-1": ${portRange}`],
    [['start'], 'Cannot run "start": expected serve or no command'],
    [['serve', '80'], 'Cannot take the argument "80"; leave it out'],
    [['--', '--port=1'], 'Cannot run "--port=1": expected serve or no command'],
  ])('refuses %j as a mistake of the command line', (argv, message) => {
    const fault = refusalOf(argv);
    expect(fault.message.split('\n')[0]).toBe(message);
    expect(fault.exitCode).toBe(64);
  });

  it.each([
    [{ PORT: '8080\n' }, `Cannot read PORT="8080\\n": ${portRange}`],
    [{ PORT: 'http' }, `Cannot read PORT="http": ${portRange}`],
    [
      { HOST: 'localhost' },
      'Cannot read HOST="localhost": expected an IPv4 or IPv6 address such as 0.0.0.0, 127.0.0.1 or ::',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'Cannot read LOG_LEVEL="loud": expected one of trace, debug, info, warn, error, fatal',
    ],
    [
      { FILES_ROOT: '/a\0b' },
      'Cannot read FILES_ROOT="/a\\u0000b": expected the path of a directory',
    ],
  ])('refuses %j as a mistake of the settings', (env, message) => {
    expect(refusalOf([], env)).toMatchObject({ message, exitCode: 78 });
  });

  it('names every problem at once, those of the command line first', () => {
    const { message, exitCode } = refusalOf(['--nope', 'go'], { PORT: 'x', LOG_LEVEL: 'y' });
    expect(message.split('\n').map((line) => line.split(/[:;]/)[0])).toEqual([
      'Cannot take the flag "--nope"',
      'Cannot run "go"',
      'Cannot read PORT="x"',
      'Cannot read LOG_LEVEL="y"',
    ]);
    expect(exitCode).toBe(64);
  });
});
