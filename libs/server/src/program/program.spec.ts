import { once } from 'node:events';
import { join } from 'node:path';
import { collectLog } from '../../testing/collect-log.ts';
import { ended, listening, startProgram } from '../../testing/start-program.ts';
import { THREAD_COUNT } from '../../testing/serving-threads.ts';
import { until } from '../../testing/until.ts';

const main = join(import.meta.dirname, '../../testing/programs/program.fixture.ts');

/** With several threads, the thread ends and not the process: threads/sick-threads.spec.ts. */
const itWithOneThread = THREAD_COUNT === 1 ? it : it.skip;

describe('a program', () => {
  itWithOneThread('drains after a throw in a listener of "finish", and exits with 70', async () => {
    const program = startProgram(main);
    const origin = await listening(program);
    const log = collectLog(program);
    const exited = once(program, 'exit');
    const slow = fetch(`${origin}/slow`);
    await fetch(origin); // by now the slow request is open
    const sent = await fetch(`${origin}/throw-in-finish`);
    expect(await sent.text()).toBe('sent');
    expect(await (await slow).text()).toBe('whole');
    expect(await exited).toEqual([70, null]);
    await until(() => log().at(-1)?.['msg'] === 'stopped');
    expect(log().filter(({ msg }) => msg !== 'request')).toMatchObject([
      { level: 'fatal', err: { message: 'lost in finish' }, msg: 'uncaught error' },
      { level: 'error', logger: 'flight', requests: [1], msg: 'flight recorder: the last seconds' },
      { msg: 'draining', cause: 'uncaught error' },
      { msg: 'stopping' },
      { msg: 'stopped' },
    ]);
  });

  itWithOneThread('has sent an answer after which the app exits at once', async () => {
    const program = startProgram(main);
    const origin = await listening(program);
    const exited = once(program, 'exit');
    expect(await (await fetch(`${origin}/exit`)).text()).toBe('last');
    expect(await exited).toEqual([3, null]);
  });

  it('reloads at each SIGHUP, and keeps serving', async () => {
    const program = startProgram(main);
    const origin = await listening(program);
    const log = collectLog(program);
    const reloads = () => log().filter(({ name, msg }) => name === 'rules' && msg === 'reloaded');
    for (const count of [1, 2]) {
      program.kill('SIGHUP');
      await until(() => reloads().length === count * THREAD_COUNT);
      expect((await fetch(origin)).status).toBe(200);
    }
    const exited = once(program, 'exit');
    program.kill('SIGTERM');
    expect(await exited).toEqual([0, null]);
  });

  it('tells streams to end when it begins to drain, and exits with 0', async () => {
    const program = startProgram(main);
    const origin = await listening(program);
    const log = collectLog(program);
    const exited = once(program, 'exit');
    const stream = await fetch(`${origin}/events`); // its first bytes have arrived
    program.kill('SIGTERM');
    expect(await stream.text()).toBe('data: first\n\ndata: last\n\n');
    expect(await exited).toEqual([0, null]);
    await until(() => log().at(-1)?.['msg'] === 'stopped');
    expect(log().filter(({ level }) => level !== 'info')).toEqual([]);
  });

  it('survives a SIGHUP before anything can be reloaded', async () => {
    const program = startProgram(main);
    program.stdout.once('data', () => program.kill('SIGHUP')); // as soon as it logs
    const origin = await listening(program);
    expect((await fetch(origin)).status).toBe(200);
    program.kill('SIGTERM');
    expect(await ended(program)).toMatchObject({ exitCode: 0, stderr: '' });
  });
});
