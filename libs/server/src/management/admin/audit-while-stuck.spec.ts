import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sendBytes } from '../../../testing/conformance/send-bytes.ts';
import { ended, listening, startProgram } from '../../../testing/start-program.ts';
import { until } from '../../../testing/until.ts';

const mainPath = join(import.meta.dirname, '../../../testing/programs/blocking-main.fixture.ts');
const isAudit = (line: string): boolean => line.includes('"logger":"audit"');

it('loses no audit line while the main thread is stuck', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stuck-'));
  const path = join(directory, 'admin.sock');
  const program = startProgram(mainPath, {
    env: { ADMIN_SOCKET: path, LIVENESS_STALL_MS: '1000' },
  });
  const origin = await listening(program);
  await until(() => existsSync(path));
  const unblocked = new AbortController();
  let early = '';
  program.stdout.on(
    'data',
    (chunk: Buffer) => (early += unblocked.signal.aborted ? '' : String(chunk)),
  );
  const rest = ended(program);
  const answer = fetch(origin).then((response) => {
    unblocked.abort();
    return response.text();
  });
  let callCount = 0;
  while (!unblocked.signal.aborted) {
    callCount += 1;
    const line = `POST /${callCount} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    await sendBytes({ path }, line, 'then wait');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  expect(await answer).toBe('unblocked');
  program.kill('SIGTERM');
  const { stdout } = await rest;
  const audited = stdout
    .split('\n')
    .filter(isAudit)
    .map((line) => (JSON.parse(line) as { path: string }).path);
  expect(early.split('\n').filter(isAudit).length).toBeGreaterThan(1); // written without the main thread
  expect(audited.toSorted()).toEqual(
    Array.from({ length: callCount }, (_, index) => `/${index + 1}`).toSorted(),
  );
  rmSync(directory, { recursive: true });
}, 20_000);

it('writes the line in the format of the log, without the main thread', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stuck-'));
  const path = join(directory, 'admin.sock');
  const program = startProgram(mainPath, {
    env: { ADMIN_SOCKET: path, LIVENESS_STALL_MS: '1000', LOG_FORMAT: 'text' },
  });
  let log = '';
  program.stdout.on('data', (chunk: Buffer) => (log += String(chunk)));
  const port = (): string | undefined => /listening .*"port":(\d+)/.exec(log)?.[1];
  await until(() => port() !== undefined && existsSync(path));
  const unblocked = new AbortController();
  const answer = fetch(`http://127.0.0.1:${port()}`).then(() => {
    unblocked.abort();
  });
  const call = 'POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';
  while (!unblocked.signal.aborted && !log.includes('audit: '))
    await sendBytes({ path }, call, 'then wait');
  expect(unblocked.signal.aborted).toBe(false);
  expect(log).toMatch(/^[\d:.]{12}Z INFO {2}audit: admin call .*path=\/x /m);
  await answer;
  program.kill('SIGTERM');
  await ended(program);
  expect(log).not.toContain('{"level"');
  rmSync(directory, { recursive: true });
}, 20_000);
