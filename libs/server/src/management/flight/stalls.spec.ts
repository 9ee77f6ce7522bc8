import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startStuckProgram } from '../../../testing/start-stuck-program.ts';
import { until } from '../../../testing/until.ts';
import type { Stall } from './recent-stalls.ts';

jest.setTimeout(60_000);

interface Flight {
  readonly times: readonly number[];
  readonly stalls: readonly Stall[];
  readonly routes: readonly { readonly route: string }[];
  readonly unansweredThreads?: readonly unknown[];
}

describe('GET /flight of a program whose main thread is stuck', () => {
  it('shows the stall with its stack while it lasts, and its duration afterwards', async () => {
    await using program = await startStuckProgram({ LIVENESS_STALL_MS: '10000' });
    const read = async () => JSON.parse((await program.ask('GET /flight')).text) as Flight;
    await fetch(`${program.app}/`);
    const end = join(program.folder, 'end');
    const url = `${program.app}/block-until/${encodeURIComponent(end)}`;
    const answered = fetch(url, { method: 'POST' });
    let flight = await read();
    await until(async () => (flight = await read()).stalls.length === 1, 30_000);
    expect(flight).toMatchObject({
      stalls: [{ thread: 'main', doing: 'running JavaScript' }],
      routes: [],
      unansweredThreads: ['main'],
    });
    expect(flight.stalls[0]?.stack).toMatch(/^blockTheEventLoop \(.*stuck-program\.fixture\.ts:/m);
    expect(flight.times.length).toBeGreaterThan(0);
    const seenMs = flight.stalls[0]?.durationMs ?? NaN;
    writeFileSync(end, '');
    await answered;
    await until(async () => (flight = await read()).routes.length > 0, 30_000);
    expect(flight.stalls).toHaveLength(1);
    expect(flight.stalls[0]?.durationMs).toBeGreaterThanOrEqual(Math.max(seenMs, 1_000));
    expect(flight.routes.map(({ route }) => route)).toContain('POST /block-until/:path');
  });

  it('shows the stall of a serving thread, without pausing it', async () => {
    await using program = await startStuckProgram({
      SERVING_THREADS: '2',
      LIVENESS_STALL_MS: '60000',
    });
    const end = join(program.folder, 'end');
    const url = `${program.app}/block-until/${encodeURIComponent(end)}`;
    const answered = fetch(url, { method: 'POST' });
    const stalls = async () =>
      (JSON.parse((await program.ask('GET /flight')).text) as Flight).stalls;
    await until(async () => (await stalls()).length > 0, 30_000);
    writeFileSync(end, '');
    expect((await answered).status).toBe(200);
    const [stall] = await stalls();
    expect(stall?.thread).toMatch(/^serving-[12]$/);
    expect(stall?.stack).toMatch(/^blockTheEventLoop \(/m);
  });

  it('is logged with the last figures once it lasts for LIVENESS_STALL_MS', async () => {
    await using program = await startStuckProgram();
    await fetch(`${program.app}/`);
    const end = join(program.folder, 'end');
    const url = `${program.app}/block-until/${encodeURIComponent(end)}`;
    const answered = fetch(url, { method: 'POST' });
    await until(() => program.lines.some(({ logger }) => logger === 'flight'), 30_000);
    writeFileSync(end, '');
    await answered;
    const line = program.lines.find(({ logger }) => logger === 'flight');
    expect(line).toMatchObject({ level: 'error', msg: 'flight recorder: the last seconds' });
    expect((line?.['requests'] as number[]).reduce((a, b) => a + b, 0)).toBeGreaterThan(0);
  });
});

describe('FLIGHT_CPU_PROFILE=on', () => {
  it('keeps the samples of before, also of a main thread that is stuck, and lets the program end', async () => {
    await using program = await startStuckProgram({
      FLIGHT_CPU_PROFILE: 'on',
      LIVENESS_STALL_MS: '60000',
    });
    expect((await program.ask('GET /flight/captures/1')).status).toBe(404);
    await fetch(`${program.app}/`);
    const end = join(program.folder, 'end');
    const url = `${program.app}/block-until/${encodeURIComponent(end)}`;
    const answered = fetch(url, { method: 'POST' });
    await until(async () => {
      const { status, text } = await program.ask('GET /flight/profile');
      return status === 200 && text.includes('"blockTheEventLoop"');
    }, 30_000);
    writeFileSync(end, '');
    await answered;
    expect(await program.stop()).toEqual({ exitCode: 0, stderr: '' });
  });
});
