import {
  startServer,
  waitForHealth,
  waitUntilReady,
  type ContainerOptions,
  type ServerContainer,
} from '@tscratch/tools/testing/container';
import { describeWithEngine } from '@tscratch/tools/testing/engine';
import { runProgram, tryProgram } from '@tscratch/tools/testing/program';
import { startInTerminal } from '@tscratch/tools/testing/terminal';
import { loadImage } from './load-image.ts';

const FOLDER = '/run/server-scratch';

describeWithEngine('the operation of a server in its image', (engine) => {
  let image: string;
  let server: ServerContainer;
  const containers: string[] = [];

  beforeAll(async () => {
    image = loadImage(engine);
    server = await start();
  });
  afterAll(() => {
    for (const id of containers) runProgram(engine, ['rm', '--force', '--volumes', id]);
  });

  async function start(options: Omit<ContainerOptions, 'image'> = {}): Promise<ServerContainer> {
    const started = await startServer(engine, { image, ...options });
    containers.push(started.id);
    await waitUntilReady(`${started.opsUrl}/readyz`); // it accepts requests shortly before
    return started;
  }

  /** Runs the program in the container, like an operator. */
  const exec = ({ id }: ServerContainer, ...words: readonly string[]) =>
    tryProgram(engine, ['exec', id, '/server', ...words]);

  it.each(['/livez', '/readyz', '/startupz', '/metrics'])(
    'answers %s at port 9000',
    async (path) => {
      expect((await fetch(`${server.opsUrl}${path}`)).status).toBe(200);
    },
  );

  it.each([[[]], [['--path=/readyz']], [['--path=/readyz?verbose']]])(
    'is healthy by healthcheck %j',
    (flags) => {
      expect(exec(server, 'healthcheck', ...flags)).toEqual({
        exitCode: 0,
        stdout: '',
        stderr: '',
      });
    },
  );

  it('shows what it does with top, in a terminal until q and as text with --once', async () => {
    await (await fetch(server.url)).text();
    const once = exec(server, 'top', '--once');
    expect({ ...once, stdout: '' }).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(once.stdout).toMatch(/^server-scratch \d+\.\d+\.\d+ {2}ready\b/);
    const terminal = startInTerminal([engine, 'exec', '-it', server.id, '/server', 'top']);
    await terminal.shows('server-scratch');
    terminal.type('q');
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen().trimEnd().endsWith('\u001b[?25h\u001b[?1049l')).toBe(true);
  });

  it('is unhealthy by healthcheck if nothing listens there', () => {
    expect(exec(server, 'healthcheck', '--ops-port=1')).toEqual({
      exitCode: 1,
      stdout: '',
      stderr:
        'server-scratch: Health check of http://127.0.0.1:1/livez failed: expected 200, got ECONNREFUSED\n',
    });
  });

  it('is healthy to the engine', async () => {
    const { id } = await start({ flags: ['--health-interval=1s'] });
    expect(await waitForHealth(engine, id)).toBe('healthy');
  });

  it('shows its settings and their sources', async () => {
    const other = await start({ environment: { LOG_LEVEL: 'warn' } });
    const { exitCode, stdout } = exec(other, 'config');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('LOG_LEVEL=warn  # variable LOG_LEVEL\n');
    expect(stdout).toContain('OPS_HOST=0.0.0.0  # default\n');
  });

  it.each<[string, readonly string[]]>([
    ['the volume of the image', []],
    ['the volume, as the arbitrary user that OpenShift chooses', ['--user=1000680000:0']],
    ['a tmpfs', [`--tmpfs=${FOLDER}:uid=65532,mode=0700`]],
  ])('answers the admin command over a socket in %s', async (_, flags) => {
    const other = await start({ flags });
    const rows = exec(other, 'admin', 'GET', '/');
    expect(rows).toMatchObject({ exitCode: 0, stderr: '' });
    expect(rows.stdout).toContain('/loggers');
    const loggers = exec(other, 'admin', '/loggers');
    expect(loggers).toMatchObject({ exitCode: 0, stderr: '' });
    expect(JSON.parse(loggers.stdout)).toBeInstanceOf(Object);
  });

  it('keeps serving without an admin socket if there is no folder for it, with one warning', async () => {
    const other = await start({ flags: ['--user=1000:1000'] });
    expect(exec(other, 'admin', '/').exitCode).toBe(69);
    runProgram(engine, ['kill', other.id]);
    runProgram(engine, ['wait', other.id]); // the engine has all of its log only then
    const lines = tryProgram(engine, ['logs', other.id]).stdout.trim().split('\n');
    const warnings = lines.filter((line) => line.includes('"level":"warn"'));
    expect(warnings).toEqual([expect.stringContaining('admin')]);
  });

  it('rejects an admin call with one sentence', () => {
    expect(exec(server, 'admin', 'loggers')).toEqual({
      exitCode: 64,
      stdout: '',
      stderr: 'server-scratch: Cannot request "loggers": expected a path such as /loggers\n',
    });
  });
});
