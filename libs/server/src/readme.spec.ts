import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkTypes } from '../testing/check-types.ts';
import { collectLog, type LogLine } from '../testing/collect-log.ts';
import { runProgram, startProgram, type ProgramProcess } from '../testing/start-program.ts';
import { until } from '../testing/until.ts';

const workspace = join(import.meta.dirname, '../../..');
const page = readFileSync(join(workspace, 'README.md'), 'utf8');
const section = page.split('\n## ').find(isOurs) ?? '';
const source = /```ts\n(?<code>[^]*?)```/.exec(section)?.groups?.['code'] ?? '';
const outputs = join(import.meta.dirname, '../test-output');
/** Rounds of readiness checks are five seconds apart. */
const TWO_ROUNDS_MS = 10_000;
let folder: string;
let main: string;

function isOurs(text: string): boolean {
  return text.startsWith('Write your own service\n');
}

beforeAll(() => {
  mkdirSync(outputs, { recursive: true });
  folder = mkdtempSync(join(outputs, 'readme-')); // in the workspace, so that its packages are found
  main = join(folder, 'main.ts');
  writeFileSync(main, source);
});
afterAll(() => {
  rmSync(folder, { recursive: true });
});

describe('README.md', () => {
  it('names existing settings', () => {
    const settings = readFileSync(join(workspace, 'docs/settings.md'), 'utf8');
    const ours = [...page.replace(section, '').matchAll(/`([A-Z]+(?:_[A-Z]+)+)`/g)];
    const names = ours.map(([, name = '']) => name).filter((name) => !name.startsWith('SOURCE_'));
    expect(names.length).toBeGreaterThan(5);
    expect(names.filter((name) => !settings.includes(`### ${name}\n`))).toEqual([]);
  });

  it('quotes the messages for wrong settings', async () => {
    const env = { DRAIN_TIMOUT_MS: '10000', LOG_LEVEL: 'loud' };
    const { stderr } = await runProgram(main, { env });
    expect(page).toContain(stderr.replaceAll(/^inbox: /gm, 'server-vps: '));
  });
});

describe('the service in README.md', () => {
  it('is one file of 25 lines at most', () => {
    expect(source).toContain('runServer(');
    expect(source.trimEnd().split('\n').length).toBeLessThanOrEqual(25);
  });

  it('passes the type check of the workspace', () => {
    const check = () => checkTypes(folder);
    expect(check()).toBe('');
    writeFileSync(main, source.replace('request.id', 'request.idd'));
    expect(check).toThrow('Command failed'); // proves that the check covers the file
    writeFileSync(main, source);
  }, 60_000);

  it('describes its setting in --help', async () => {
    const { stdout } = await runProgram(main, { args: ['--help'] });
    expect(stdout).toContain(
      [
        'Application:',
        '',
        '  --inbox-file, INBOX_FILE (default inbox.log)',
        '      File that stores the messages posted to /inbox.',
      ].join('\n'),
    );
  });

  it('rejects a variable one letter away from its setting by status 78', async () => {
    const { exitCode, stderr } = await runProgram(main, { env: { INBOX_FIL: 'x' } });
    const sentence =
      'Cannot use the variable "INBOX_FIL": expected INBOX_FILE; rename it or unset it';
    expect([exitCode, stderr]).toEqual([
      78,
      `inbox: ${sentence}
`,
    ]);
  });

  describe('while it runs', () => {
    let program: ProgramProcess;
    let log: () => readonly LogLine[];
    let origin: string;
    let ops: string;

    beforeAll(async () => {
      const listeners = { OPS_PORT: '0', OPS_HOST: '127.0.0.1', LOG_LEVEL: 'debug' };
      const env = { ...listeners, INBOX_FILE: join(folder, 'inbox.log') };
      program = startProgram(main, { env });
      log = collectLog(program);
      await until(() => log().some(({ msg }) => msg === 'ready'));
      const addresses = log().filter(({ msg }) => msg === 'listening');
      origin = originOf(addresses.find(({ listener }) => listener === undefined));
      ops = originOf(addresses.find(({ listener }) => listener === 'ops'));
    });
    afterAll(() => program.kill('SIGKILL'));

    const readyStatus = async () => (await fetch(`${ops}/readyz`)).status;

    it('appends each message with the id of its request', async () => {
      const answer = await fetch(`${origin}/inbox`, { method: 'POST', body: 'a\nb' });
      expect([answer.status, await answer.text()]).toEqual([202, 'Accepted']);
      const [kept = ''] = readFileSync(join(folder, 'inbox.log'), 'utf8').split('\n');
      expect(JSON.parse(kept)).toEqual({ id: answer.headers.get('x-request-id'), body: 'a\nb' });
      await until(() => log().some(({ msg }) => msg === 'kept'));
      const line = log().find(({ msg }) => msg === 'kept');
      expect(line).toMatchObject({ requestId: answer.headers.get('x-request-id') });
    });

    it('names the allowed method for any other', async () => {
      const answer = await fetch(`${origin}/inbox`);
      expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
    });

    it('shows its metric', async () => {
      const metrics = await (await fetch(`${ops}/metrics`)).text();
      expect(metrics).toContain('\ninbox_kept_total 1\n');
    });

    it('logs with its own logger name', () => {
      expect(log()).toContainEqual(expect.objectContaining({ logger: 'inbox', msg: 'open' }));
    });

    it('is not ready while its check fails, and is ready again afterwards', async () => {
      expect(await readyStatus()).toBe(200);
      const [inbox, moved] = [join(folder, 'inbox.log'), join(folder, 'moved')];
      renameSync(inbox, moved);
      await until(async () => (await readyStatus()) === 503, TWO_ROUNDS_MS);
      renameSync(moved, inbox);
      await until(async () => (await readyStatus()) === 200, TWO_ROUNDS_MS);
    }, 30_000);

    it('runs its hook at SIGTERM', async () => {
      const exited = once(program, 'exit');
      program.kill('SIGTERM');
      expect(await exited).toEqual([0, null]);
      await until(() => log().at(-1)?.['msg'] === 'stopped');
      expect(log()).toContainEqual(
        expect.objectContaining({ name: 'inbox', msg: 'shutdown hook done' }),
      );
    });
  });
});

function originOf(line: LogLine | undefined): string {
  return `http://127.0.0.1:${(line?.['address'] as { port: number }).port}`;
}
