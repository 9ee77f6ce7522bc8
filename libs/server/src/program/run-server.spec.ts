import type { AddressInfo } from 'node:net';
import { text } from '../config/kinds.ts';
import { declare } from '../config/setting.ts';
import { bindPort } from '../lifecycle/listen/bind-port.ts';
import type { Listen } from '../lifecycle/listen/listen.ts';
import { createTestWorld, type TestWorld } from '../../testing/test-world.ts';
import { until } from '../../testing/until.ts';
import { AppFault } from '../world/faults/app-fault.ts';
import type { CreateRoutes } from './program.ts';
import { runServer } from './run-server.ts';

const loopback = { HOST: '127.0.0.1', PORT: '0' };

function run(world: TestWorld, listen: Listen = bindPort): Promise<number> {
  return runServer(world, { name: 'example', version: '1.2.3', listen });
}

function messagesOf(world: TestWorld): unknown[] {
  const lines = world.written.stdout().trimEnd().split('\n');
  return lines.map((line) => (JSON.parse(line) as { msg: unknown }).msg);
}

describe('runServer()', () => {
  it('answers --version', async () => {
    const world = createTestWorld({ argv: ['--version'] });
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toBe('example 1.2.3\n');
  });

  it('prints only its SBOM', async () => {
    const world = createTestWorld({ argv: ['sbom'], env: { PORT: 'x' }, sbom: '{}\n' });
    expect(await run(world)).toBe(0);
    expect([world.written.stdout(), world.written.stderr()]).toEqual(['{}\n', '']);
  });

  it('answers --help', async () => {
    const world = createTestWorld({ argv: ['--help'] });
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toMatch(/^Usage: example /);
  });

  describe('with a setting of the app', () => {
    const greeting = declare({ env: 'GREETING', kind: text, default: 'hello', doc: 'Word.' });
    const program = { name: 'example', version: '1.2.3', listen: bindPort };

    it('shows it last in the help', async () => {
      const world = createTestWorld({ argv: ['--help'] });
      await runServer(world, { ...program, settings: { greeting } });
      expect(world.written.stdout()).toMatch(
        /\nApplication:\n\n {2}--greeting, GREETING \(default hello\)\n {6}Word\.\n.*\n$/,
      );
    });

    it('passes it to the routes', async () => {
      const world = createTestWorld({ env: { ...loopback, GREETING: 'good morning' } });
      let greeted = '';
      const routes: CreateRoutes<{ greeting: typeof greeting }> = ({ settings }) => {
        greeted = settings.greeting;
        world.sendSignal('SIGTERM');
        return (_request, _response, next) => {
          next();
        };
      };
      await runServer(world, { ...program, settings: { greeting }, routes });
      expect(greeted).toBe('good morning');
    });

    it('reports its problems together with those of the server', async () => {
      const world = createTestWorld({ env: { PORT: 'x', GREETIN: 'hi', GREETING: '\t' } });
      expect(await runServer(world, { ...program, settings: { greeting } })).toBe(78);
      expect(world.written.stderr().split('\n')).toEqual([
        'example: Cannot use the variable "GREETIN": expected GREETING; rename it or unset it',
        'example: Cannot read PORT="x": expected a whole number from 0 to 65535',
        'example: Cannot read GREETING="\\t": expected text without control characters',
        '',
      ]);
    });

    it('reports a name clash with the server as a defect of the app', async () => {
      const world = createTestWorld();
      const settings = { greeting: { ...greeting, env: 'PORT' } };
      expect(await runServer(world, { ...program, settings })).toBe(70);
      expect(world.written.stderr()).toMatch(
        /^example: Error: Cannot declare "greeting": another setting reads PORT; rename it\n +at /,
      );
    });
  });

  it.each(['SIGTERM', 'SIGINT'])('serves until %s', async (signal) => {
    const world = createTestWorld({ env: loopback });
    let answer = '';
    const exitCode = await run(world, async (server, address) => {
      const origin = await bindPort(server, address);
      const { port } = server.address() as AddressInfo;
      void fetch(`http://127.0.0.1:${port}/`).then(async (response) => {
        answer = await response.text();
        world.sendSignal(signal);
      });
      return origin;
    });
    expect(exitCode).toBe(0);
    expect(answer).toMatch(/^tscratch is alive and the time is 2026-11-21T23:36:00.000Z\n$/);
    expect(messagesOf(world)).toEqual([
      'starting',
      'listening',
      'ready',
      'request',
      'draining',
      'stopping',
      'stopped',
    ]);
    expect(world.written.stderr()).toBe('');
  });

  it('stops at a signal that arrives before it listens', async () => {
    const world = createTestWorld({ env: loopback });
    const ended = run(world);
    world.sendSignal('SIGTERM'); // before the modules of the server are loaded
    expect(await ended).toBe(0);
    expect(messagesOf(world)).toEqual(['starting', 'stopped']);
  });

  it.each([
    [['--prot=1'], {}, 64, /^example: Cannot use the flag "--prot": .*\n$/],
    [
      [],
      { PORT: 'x', HOST: 'y' },
      78,
      /^example: Cannot read PORT=.*\nexample: Cannot read HOST=.*\n$/,
    ],
    [
      [],
      { FILES_ROOT: '/nonexistent' },
      66,
      /^example: Cannot serve files from "\/nonexistent": .*\n$/,
    ],
    [[], { HOST: '192.0.2.1' }, 78, /^example: Cannot listen on 192\.0\.2\.1: .*\n$/],
  ])('rejects %j with %j by status %d and a sentence', async (argv, env, exitCode, sentence) => {
    const world = createTestWorld({ argv, env });
    expect(await run(world)).toBe(exitCode);
    expect(world.written.stderr()).toMatch(sentence);
  });

  it('starts with variables of OpenTelemetry that it cannot use, and logs a warning for each', async () => {
    const otel = { OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc', OTEL_PROPAGATORS: 'tracecontext, b3,' };
    const world = createTestWorld({ env: { ...loopback, ...otel } });
    const exitCode = await run(world, async (server, address) => {
      const origin = await bindPort(server, address);
      setImmediate(world.sendSignal, 'SIGTERM');
      return origin;
    });
    expect(exitCode).toBe(0);
    expect(world.written.stdout().match(/"level":"warn".*$/gm)).toEqual([
      expect.stringMatching(/PROTOCOL=.*"msg":"cannot use a variable, ignoring it"/),
      expect.stringMatching(/PROPAGATORS=.*"msg":"cannot use a variable, ignoring it"/),
    ]);
  });

  it('prints the configuration and such warnings apart', async () => {
    const world = createTestWorld({ argv: ['config'], env: { OTEL_SDK_DISABLED: 'yes' } });
    expect(await run(world)).toBe(0);
    expect(world.written.stdout()).toContain('OTEL_SDK_DISABLED=false  # default\n');
    expect(world.written.stderr()).toBe(
      'example: Cannot read OTEL_SDK_DISABLED="yes": expected true or false; ignoring it\n',
    );
  });

  it('prints the stack of a defect and returns status 70', async () => {
    const world = createTestWorld({ env: loopback });
    const broken: Listen = () => Promise.reject(new TypeError('broken'));
    expect(await run(world, broken)).toBe(70);
    expect(world.written.stderr()).toMatch(/^example: TypeError: broken\n +at /);
  });

  it('drains after an uncaught error, and returns status 70', async () => {
    const world = createTestWorld({ env: loopback });
    const ended = run(world);
    await until(() => world.written.stdout().includes('"msg":"ready"'));
    world.sendUncaught(new Error('lost'));
    expect(await ended).toBe(70);
    expect(messagesOf(world)).toEqual([
      'starting',
      'listening',
      'ready',
      'uncaught error',
      'flight recorder: the last seconds',
      'draining',
      'stopping',
      'stopped',
    ]);
    expect(world.written.stdout()).toMatch(/"level":"fatal".*"message":"lost"/);
    expect(world.exits).toEqual([]);
  });

  it('rejects settings that contradict each other', async () => {
    const env = { ...loopback, SHUTDOWN_DELAY_MS: '25000' };
    const world = createTestWorld({ env });
    expect(await run(world)).toBe(78);
    expect(world.written.stderr()).toBe(
      'example: Cannot apply SHUTDOWN_DELAY_MS=25000: expected less than DRAIN_TIMEOUT_MS=25000, which includes it; lower the former or raise the latter\n',
    );
  });

  it('runs the hooks, checks and reloads of an app, the latest hook first', async () => {
    const world = createTestWorld({ env: loopback });
    const order: string[] = [];
    const routes: CreateRoutes = ({ lifecycle, readiness }) => {
      const note = (word: string) => () => void order.push(word);
      lifecycle.onDrain('streams', note('draining'));
      lifecycle.onShutdown({ name: 'first', run: note('first'), deadlineMs: 1_000 });
      lifecycle.onShutdown({ name: 'second', run: note('second'), deadlineMs: 1_000 });
      lifecycle.onReload('files', () => {
        order.push('reloaded');
        world.sendSignal('SIGTERM');
      });
      readiness.add({ name: 'database', isRequired: true, run: note('checked') });
      return (_request, _response, next) => {
        next();
      };
    };
    const exitCode = await runServer(world, {
      name: 'example',
      version: '1.2.3',
      routes,
      listen: async (server, address) => {
        const origin = await bindPort(server, address);
        setImmediate(world.sendReload);
        return origin;
      },
    });
    expect(exitCode).toBe(0);
    expect(order).toEqual(['checked', 'reloaded', 'draining', 'second', 'first']);
  });

  it('runs the hooks of an app whose start fails', async () => {
    const world = createTestWorld({ env: { HOST: '192.0.2.1' } });
    const close = jest.fn();
    const routes: CreateRoutes = ({ lifecycle }) => {
      lifecycle.onShutdown({ name: 'pool', run: close, deadlineMs: 1_000 });
      return jest.fn();
    };
    const program = { name: 'example', version: '1.2.3', listen: bindPort };
    await runServer(world, { ...program, routes });
    expect(close).toHaveBeenCalledTimes(1);
  });

  it('reports an AppFault of a start as its sentence, with its exit status', async () => {
    const world = createTestWorld({ env: loopback });
    const routes: CreateRoutes = () => {
      throw new AppFault('Cannot open orders.db: no such file', { exitCode: 66 });
    };
    const program = { name: 'example', version: '1.2.3', listen: bindPort };
    expect(await runServer(world, { ...program, routes })).toBe(66);
    expect(world.written.stderr()).toBe('example: Cannot open orders.db: no such file\n');
  });

  it('keeps serving if a reload throws an AppFault, and logs its sentence', async () => {
    const world = createTestWorld({ env: loopback });
    const routes: CreateRoutes = ({ lifecycle }) => {
      lifecycle.onReload('rules', () => {
        setImmediate(() => {
          world.sendSignal('SIGTERM');
        });
        throw new AppFault('Cannot read rules.json: no such file');
      });
      return jest.fn();
    };
    const listen: Listen = async (server, address) => {
      const origin = await bindPort(server, address);
      setImmediate(world.sendReload);
      return origin;
    };
    const program = { name: 'example', version: '1.2.3', listen };
    expect(await runServer(world, { ...program, routes })).toBe(0);
    expect(world.written.stdout()).toMatch(
      /"reason":"Cannot read rules\.json: no such file","msg":"reload failed, keeping the old state"/,
    );
  });

  it('stops at a signal even if the start of the app never finishes', async () => {
    const world = createTestWorld({ env: loopback });
    const hangs: CreateRoutes = () => {
      world.sendSignal('SIGTERM');
      return new Promise(() => undefined);
    };
    const program = { name: 'example', version: '1.2.3', listen: bindPort };
    expect(await runServer(world, { ...program, routes: hangs })).toBe(0);
    expect(messagesOf(world)).toEqual(['starting', 'stopped']);
  });
});
