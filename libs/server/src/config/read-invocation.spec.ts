import { readCommandLine } from '../../testing/read-command-line.ts';
import { Fault } from '../world/faults/fault.ts';
import { cidrList, text, wholeNumber } from './kinds.ts';
import { parseSettings } from './read-invocation.ts';
import type { Environment } from './reading.ts';
import { declare, defaultsOf, type SettingDeclarations } from './setting.ts';
import { serverSettings } from './settings.ts';

const defaults = defaultsOf(serverSettings);

function refusalOf(
  argv: readonly string[],
  env: Environment = {},
  declared: SettingDeclarations = serverSettings,
): Fault {
  try {
    readCommandLine(argv, env, declared);
  } catch (error) {
    if (error instanceof Fault) return error as Fault;
  }
  throw new Error('Nothing was refused');
}

describe('readInvocation()', () => {
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
    expect(readCommandLine(argv, env, serverSettings)).toMatchObject(expected);
  });

  it.each([
    ['help', ['--help']],
    ['help', ['-h']],
    ['help', ['help']],
    ['help', ['help', 'admin']],
    ['help', ['admin', '-h']],
    ['version', ['--version']],
    ['help', ['serve', '--nonsense', '--help', '--version']],
  ])('returns %s for %j even if other arguments are wrong', (command, argv) => {
    expect(readCommandLine(argv, { PORT: 'x' }, serverSettings)).toEqual({ command });
  });

  const portRange = 'expected a whole number from 0 to 65535';
  it.each([
    [['--nope'], `Cannot use the flag "--nope": no such flag; --help lists them all`],
    [['--prot=1'], 'Cannot use the flag "--prot": expected --port'],
    [['--hostt=::'], 'Cannot use the flag "--hostt": expected --host'],
    [['-p', '80'], `Cannot use the flag "-p": no such flag; --help lists them all`],
    [['--PORT=1'], 'Cannot use the flag "--PORT": expected --port'],
    [['--no-port'], `Cannot use the flag "--no-port": no such flag; --help lists them all`],
    [['--__proto__=1'], `Cannot use the flag "--__proto__": no such flag; --help lists them all`],
    [['--port'], 'Cannot use the flag "--port" without a value; write --port=VALUE'],
    [['--port=1', '--port=1'], 'Cannot use the flag "--port" twice; remove one of them'],
    [['--port='], `Cannot read --port="": ${portRange}`],
    [['--port', '-1'], `Cannot read --port="-1": ${portRange}`],
    [
      ['start'],
      'Cannot run "start": expected serve, healthcheck, admin, admin console, admin mcp, top, config, sbom or no command',
    ],
    [['admin', '/', 'help', '{}', 'x'], 'Cannot use the argument "x"; remove it'],
    [['serve', '80'], 'Cannot use the argument "80"; remove it'],
    [['serve', '\u200b'], 'Cannot use the argument "\\u200b"; remove it'],
    [['--\u200bport=1'], 'Cannot use the flag "--\\u200bport": expected --port'],
    [
      ['admin', '/', '--port=1'],
      'Cannot use the flag "--port" with admin: --help lists the flags of each command',
    ],
    [
      ['--url=http://x/'],
      'Cannot use the flag "--url" with serve: --help lists the flags of each command',
    ],
    [['admin', '/', '--token-fil=x'], 'Cannot use the flag "--token-fil": expected --token-file'],
    [['admin', 'GET', '/', '{}', 'x'], 'Cannot use the argument "x"; remove it'],
    [
      ['--', '--port=1'],
      'Cannot run "--port=1": expected serve, healthcheck, admin, admin console, admin mcp, top, config, sbom or no command',
    ],
  ])('rejects %j as a problem of the command line', (argv, message) => {
    const fault = refusalOf(argv);
    expect(fault.message.split('\n')[0]).toBe(message);
    expect(fault.exitCode).toBe(64);
  });

  it.each([
    [{ PORT: '8080\n' }, `Cannot read PORT="8080\\n": ${portRange}`],
    [{ PORT: 'http' }, `Cannot read PORT="http": ${portRange}`],
    [{ PORT: '\ufeff8080' }, `Cannot read PORT="\\ufeff8080": ${portRange}`],
    [{ PORT: '80\u200b80' }, `Cannot read PORT="80\\u200b80": ${portRange}`],
    [{ PORT: '8080\u00a0' }, `Cannot read PORT="8080\\u00a0": ${portRange}`],
    [
      { HOST: 'example.org' },
      'Cannot read HOST="example.org": expected an IPv4 or IPv6 address such as 0.0.0.0, 127.0.0.1 or ::, or localhost',
    ],
    [
      { LOG_LEVEL: 'loud' },
      'Cannot read LOG_LEVEL="loud": expected one of off, fatal, error, warn, info, debug, trace',
    ],
    [
      { DRAIN_TIMEOUT_MS: '10s' },
      'Cannot read DRAIN_TIMEOUT_MS="10s": expected whole milliseconds from 1000 to 600000',
    ],
    [
      { DRAIN_TIMOUT_MS: '10000' },
      'Cannot use the variable "DRAIN_TIMOUT_MS": expected DRAIN_TIMEOUT_MS; rename it or unset it',
    ],
    [
      { FILES_ROOT: '/a\0b' },
      'Cannot read FILES_ROOT="/a\\u0000b": expected the path of a directory',
    ],
  ])('rejects %j as a problem of the settings', (env, message) => {
    expect(refusalOf([], env)).toMatchObject({ message, exitCode: 78 });
  });

  it('reports every problem at once, those of the command line first', () => {
    const env = { PORT: 'x', LOG_LEVEL: 'y', MAX_HEADRS: '1' };
    const { message, exitCode } = refusalOf(['--nope', 'go', '--host=z'], env);
    expect(message.split('\n').map((line) => line.split(/[:;]/)[0])).toEqual([
      'Cannot use the flag "--nope"',
      'Cannot run "go"',
      'Cannot read --host="z"',
      'Cannot use the variable "MAX_HEADRS"',
      'Cannot read PORT="x"',
      'Cannot read LOG_LEVEL="y"',
    ]);
    expect(exitCode).toBe(64);
  });

  it('names each wrong element of a list', () => {
    const proxies = declare({ env: 'PROXIES', kind: cidrList, default: [], doc: 'Proxies.' });
    const env = { PROXIES: '10.0.0.0/8,10.0.0.0/33,proxy' };
    const expected =
      'expected a comma-separated list, each element an IPv4 or IPv6 network such as 10.0.0.0/8 or fd00::/8, or one address';
    expect(refusalOf([], env, { proxies }).message.split('\n')).toEqual([
      `Cannot read "10.0.0.0/33" in PROXIES="10.0.0.0/8,10.0.0.0/33,proxy": ${expected}`,
      `Cannot read "proxy" in PROXIES="10.0.0.0/8,10.0.0.0/33,proxy": ${expected}`,
    ]);
  });

  describe('with the variable of a port that a service link may set', () => {
    const declared = {
      opsPort: declare({
        env: 'OPS_PORT',
        kind: wholeNumber({ min: 0, max: 65_535 }),
        default: 9000,
        doc: 'Port.',
      }),
    };

    it.each(['tcp://10.0.0.1:9000', 'udp://10.0.0.1:53', 'sctp://[fd00::1]:1'])(
      'explains where %s comes from',
      (link) => {
        expect(refusalOf([], { OPS_PORT: link }, declared)).toMatchObject({
          message:
            `Cannot read OPS_PORT="${link}": Kubernetes sets it for a Service named "ops", Docker for a link ` +
            'of that name; set enableServiceLinks: false in the Pod, or override it by --ops-port=PORT',
          exitCode: 78,
        });
      },
    );

    it('reports any other text as not a number', () => {
      expect(refusalOf([], { OPS_PORT: 'tcp:10' }, declared).message).toBe(
        'Cannot read OPS_PORT="tcp:10": expected a whole number from 0 to 65535',
      );
    });

    it('reads the flag instead', () => {
      const env = { OPS_PORT: 'tcp://10.0.0.1:9000' };
      expect(readCommandLine(['--ops-port=1'], env, declared)).toMatchObject({
        settings: { opsPort: 1 },
      });
    });
  });

  it('returns where each value comes from', () => {
    const env = { HOST: '::1', PORT: '2' };
    expect(readCommandLine(['--port=1'], env, serverSettings)).toMatchObject({
      sources: {
        port: { from: 'flag', name: '--port' },
        host: { from: 'variable', name: 'HOST' },
        filesRoot: { from: 'default' },
      },
    });
  });

  it('returns the texts that another thread parses to the same settings', () => {
    const env = {
      HOST: '::1',
      TRUSTED_PROXIES: '10.0.0.0/8',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a/',
    };
    const invocation = readCommandLine(['--port=1'], env, serverSettings);
    if (!('settings' in invocation)) throw new Error('expected a command');
    const texts: unknown = structuredClone(invocation.texts);
    expect(texts).toMatchObject({ host: '::1', port: '1' });
    expect(parseSettings(serverSettings, invocation.texts)).toEqual(invocation.settings);
  });

  it.each([[['--api-token=hunter2']], [['--api-token', 'hunter2']]])(
    'rejects a secret on the command line without quoting it: %j',
    (argv) => {
      const apiToken = declare({
        env: 'API_TOKEN',
        kind: text,
        default: undefined,
        doc: 'Token.',
        secret: 'file',
      });
      expect(refusalOf(argv, {}, { apiToken })).toMatchObject({
        message:
          'Cannot use the flag "--api-token": every user of the machine can see a command line; put the secret into a file and set API_TOKEN_FILE to its path',
        exitCode: 64,
      });
    },
  );
});
