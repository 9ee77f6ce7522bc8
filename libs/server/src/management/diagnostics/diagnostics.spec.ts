import { writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import type { Profiler } from 'node:inspector';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { openOnSocket, type SocketResponse } from '../../../testing/ask-socket.ts';
import {
  cpuProfileProblems,
  flatten,
  heapProfileProblems,
} from '../../../testing/profile-problems.ts';
import type { HeapProfile } from './capture-profile.ts';
import { startStuckProgram as start } from '../../../testing/start-stuck-program.ts';
import { until } from '../../../testing/until.ts';

jest.setTimeout(40_000);

/** A dump of some ten megabytes takes seconds while other specs run. */
const DUMP_PATIENCE_MS = 20_000;

const post = (url: string): Promise<Response> => fetch(url, { method: 'POST' });
const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

/** Returns the share of samples in a function and its callees. */
function shareOf({ nodes, samples = [] }: Profiler.Profile, functionName: string): number {
  const below = new Set<number>();
  const add = (id: number): void => {
    below.add(id);
    nodes.find((node) => node.id === id)?.children?.forEach(add);
  };
  for (const { id, callFrame } of nodes) if (callFrame.functionName === functionName) add(id);
  return samples.filter((id) => below.has(id)).length / samples.length;
}

describe('a main thread that blocks', () => {
  it('fails liveness, shows the function in dump, profile and log, and recovers', async () => {
    await using stuck = await start();
    const livez = `${stuck.ops()}/livez`;
    expect(await statusOf(livez)).toBe(200);
    const startMs = performance.now();
    const release = join(stuck.folder, 'release');
    const blocked = post(`${stuck.app}/block-until/${encodeURIComponent(release)}`);
    await until(async () => (await statusOf(livez)) === 503);
    const unliveAfterMs = performance.now() - startMs;
    expect(unliveAfterMs).toBeGreaterThan(800); // the last beat was up to a tenth of the limit before the block

    const dump = await stuck.ask('GET /threaddump');
    expect(dump).toMatchObject({ status: 200 });
    expect(dump.text).toMatch(/^"main" running JavaScript, last beat \d{4,5} ms ago$/m);
    expect(dump.text).toMatch(/^ {4}at blockTheEventLoop \(file:.*fixture\.ts:\d+:\d+\)$/m);

    const { text: profile } = await stuck.ask('POST /profiles/cpu?seconds=1');
    expect(shareOf(JSON.parse(profile) as Profiler.Profile, 'blockTheEventLoop')).toBeGreaterThan(
      0.5,
    );

    writeFileSync(release, '');
    expect((await blocked).status).toBe(200);
    await until(async () => (await statusOf(livez)) === 200);
    await until(async () => (await statusOf(stuck.app)) === 200);
    const reports = stuck.lines.filter(({ msg }) => String(msg).includes('is stuck'));
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({
      level: 'error',
      logger: 'management',
      doing: 'running JavaScript',
    });
    expect(JSON.stringify(reports[0]?.['stack'])).toContain('blockTheEventLoop');
  });
});

describe('the thread dump', () => {
  it('shows a main thread that waits for events, as text and as JSON', async () => {
    await using stuck = await start();
    expect((await stuck.ask('GET /threaddump')).text).toMatch(
      /^stuck 1\.0\.0 at .*Z\n\n"main" .*TCPServerWrap 1.*^"management" running JavaScript\n {4}at answerThreadDump /ms,
    );
    const { headers, text: json } = await stuck.ask('GET /threaddump', {
      headers: { accept: 'application/json' },
    });
    expect(headers).toMatchObject({ 'content-type': 'application/json', vary: 'Accept' });
    expect(JSON.parse(json)).toMatchObject({
      program: 'stuck 1.0.0',
      threads: [{ name: 'main', activeResources: { TCPServerWrap: 1 } }, { name: 'management' }],
    });
  });

  it('leaves no thread paused, however often it is taken', async () => {
    await using stuck = await start({ SERVING_THREADS: '3' });
    for (let count = 0; count < 40; count += 1) {
      const { text: dump } = await stuck.ask('GET /threaddump');
      expect(dump).not.toMatch(/in native code|not running/);
    }
    expect((await stuck.ask('GET /requests')).text).not.toContain('unansweredThreads');
    expect(await stuck.stop()).toEqual({ exitCode: 0, stderr: '' });
  });

  it('names the function whose regular expression backtracks', async () => {
    await using stuck = await start();
    const blocked = post(`${stuck.app}/backtrack`);
    await until(async () =>
      (await stuck.ask('GET /threaddump')).text.includes('at backtrackForLong '),
    );
    expect((await blocked).status).toBe(200);
  });

  it('reports native code as not inspectable, and leaves the thread unaffected', async () => {
    await using stuck = await start();
    const fifo = join(stuck.folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const blocked = post(`${stuck.app}/wait-for/${encodeURIComponent(fifo)}`);
    await until(async () => (await statusOf(`${stuck.ops()}/livez`)) === 503);
    const { text: dump } = await stuck.ask('GET /threaddump');
    expect(dump).toMatch(/^"main" in native code, last beat \d+ ms ago\n {2}its stack/m);
    const refused = await stuck.ask('POST /profiles/cpu?seconds=1');
    expect(refused.status).toBe(504);
    expect(refused.text).toContain('it is in native code that cannot be interrupted');
    writeFileSync(fifo, 'written');
    expect(await (await blocked).text()).toBe('written');
    await until(async () => (await statusOf(stuck.app)) === 200);
  });
});

describe('the profiles', () => {
  it('are files for DevTools and speedscope', async () => {
    await using stuck = await start();
    const [cpu, heap] = await Promise.all([
      stuck.ask('POST /profiles/cpu?seconds=1&intervalUs=500'),
      stuck.ask('POST /profiles/heap?seconds=1'),
      post(`${stuck.app}/keep/20`),
    ]);
    expect([cpu.status, heap.status]).toEqual([200, 200]);
    expect(cpu.headers).toMatchObject({
      'content-type': 'application/json',
      'content-disposition': expect.stringMatching(
        /^attachment; filename="stuck-cpu-\d{8}T\d{6}Z\.cpuprofile"$/,
      ) as string,
    });
    expect(heap.headers['content-disposition']).toMatch(/"stuck-heap-\d{8}T\d{6}Z\.heapprofile"$/);
    expect(cpuProfileProblems(JSON.parse(cpu.text) as Profiler.Profile)).toEqual([]);
    const kept = JSON.parse(heap.text) as HeapProfile;
    expect(heapProfileProblems(kept)).toEqual([]);
    const sizes = flatten(kept.head).map(({ callFrame, selfSize }) => [
      callFrame.functionName,
      selfSize,
    ]);
    expect(Object.fromEntries(sizes)).toMatchObject({ keepObjects: expect.any(Number) as number });
  });

  it.each(['/profiles/cpu', '/profiles/heap'])(
    'accept one client at a time at %s',
    async (path) => {
      await using stuck = await start();
      const leaving = new AbortController();
      const left = stuck.ask(`POST ${path}?seconds=60`, { signal: leaving.signal });
      const leftWell = expect(left).rejects.toThrow('aborted');
      let busy: SocketResponse | undefined;
      await until(async () => (busy = await stuck.ask(`POST ${path}?seconds=1`)).status === 429);
      expect(Number(busy?.headers['retry-after'])).toBeGreaterThan(50);
      expect(busy?.text).toMatch(/Another capture of this kind is running; retry in \d+ s/);
      leaving.abort();
      await leftWell;
      await until(async () => (await stuck.ask(`POST ${path}?seconds=1`)).status === 200);
      expect(stuck.lines.filter(({ level }) => level === 'error')).toEqual([]);
    },
  );

  it('do not delay the end of the process', async () => {
    await using stuck = await start();
    const lost = stuck.ask('POST /profiles/cpu?seconds=60').catch(() => 'lost');
    await until(async () => (await stuck.ask('POST /profiles/cpu?seconds=1')).status === 429);
    expect(await stuck.stop()).toEqual({ exitCode: 0, stderr: '' });
    expect(await lost).toBe('lost');
  });

  it('reject invalid requests', async () => {
    await using stuck = await start();
    const { status, headers, text: detail } = await stuck.ask('POST /profiles/cpu?seconds=121');
    expect([status, headers['content-type']]).toEqual([400, 'application/problem+json']);
    expect(detail).toContain('expected a whole number from 1 to 120');
    expect((await stuck.ask('POST /profiles/cpu?intervalUs=99')).status).toBe(400);
    expect((await stuck.ask('POST /heapdump?force=yes')).status).toBe(400);
    expect((await stuck.ask('GET /profiles/cpu')).status).toBe(405);
    expect((await stuck.ask('GET /threaddump?all')).status).toBe(400);
  });
});

describe('the heap dump', () => {
  it('is a snapshot, and is available again after its client has disconnected', async () => {
    await using stuck = await start();
    await post(`${stuck.app}/keep/20`);
    const left = await openOnSocket({ socketPath: stuck.socketPath, line: 'POST /heapdump' });
    const busy = await stuck.ask('POST /heapdump');
    expect([busy.status, busy.headers['retry-after']]).toEqual([429, '10']);
    left.destroy();
    let dump: SocketResponse | undefined;
    await until(
      async () => (dump = await stuck.ask('POST /heapdump')).status === 200,
      DUMP_PATIENCE_MS,
    );
    expect(dump?.headers['content-disposition']).toMatch(
      /"stuck-heap-\d{8}T\d{6}Z\.heapsnapshot"$/,
    );
    const { snapshot, nodes, strings } = JSON.parse(dump?.text ?? '') as Snapshot;
    expect(nodes).toHaveLength(snapshot.node_count * snapshot.meta.node_fields.length);
    expect(strings).toContain('keepObjects');
  });

  it('is rejected if memory is low, unless it is forced', async () => {
    await using stuck = await start({ SPARE_MEMORY_BYTES: '1000000' });
    const { status, text: detail } = await stuck.ask('POST /heapdump');
    expect(status).toBe(507);
    expect(detail).toMatch(
      /"Cannot dump a heap of \d+ MB: expected \d+ MB of free memory, found 1 MB; give the process more memory, or retry with \?force=true"/,
    );
    expect((await stuck.ask('POST /heapdump?force=true')).status).toBe(200);
  });

  it('is aborted if memory is low and the client does not read', async () => {
    await using stuck = await start({ SPARE_MEMORY_BYTES: '1000000' });
    await post(`${stuck.app}/keep/40`);
    const line = 'POST /heapdump?force=true';
    const unread = await openOnSocket({ socketPath: stuck.socketPath, line });
    await until(async () => (await stuck.ask('POST /heapdump')).status === 507, DUMP_PATIENCE_MS);
    await expect(text(unread)).rejects.toThrow('aborted');
  });
});

interface Snapshot {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[] };
    readonly node_count: number;
  };
  readonly nodes: readonly number[];
  readonly strings: readonly string[];
}

describe('the management thread', () => {
  it('is restarted when it dies', async () => {
    await using stuck = await start({ ADMIN_SOCKET: 'off' });
    const before = stuck.ops();
    await post(`${stuck.app}/kill-management`);
    await until(() => stuck.ops() !== before);
    expect(await statusOf(`${stuck.ops()}/livez`)).toBe(200);
    await until(async () => (await statusOf(`${stuck.ops()}/readyz`)) === 200);
    const messages = stuck.lines.map(({ level, msg }) => [level, msg]);
    expect(messages).toContainEqual(['error', 'management thread failed']);
    expect(messages).toContainEqual(['warn', 'management thread ended, restarting it']);
  });
});
