import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBundleMap } from './bundle-map.ts';
import { BundledProgram } from './program.fixture.ts';
import { symbolicate } from './symbolicate.ts';

interface Frame {
  readonly functionName: string;
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const program = new BundledProgram();
beforeAll(() => program.build());
afterAll(() => {
  program.remove();
});

async function map(text: string, mapPath = program.mapPath): Promise<string> {
  const lines = async function* (): AsyncGenerator<string> {
    yield* await Promise.resolve(text.split('\n'));
  };
  const mapped: string[] = [];
  for await (const line of symbolicate(lines(), readBundleMap(mapPath))) mapped.push(line);
  return mapped.join('\n');
}

/** The place of a text in a source: line and column, from 1. */
function placeOf(path: string, text: string): string {
  const lines = readFileSync(join(program.folder, path), 'utf8').split('\n');
  const line = lines.findIndex((each) => each.includes(text));
  return `${path}:${line + 1}:${(lines[line] ?? '').indexOf(text) + 1}`;
}

const THROWN = ['src/fail.ts', 'new RangeError'] as const;
const CALLED = ['src/main.ts', 'fail({'] as const;

/** It comes from all sources. */
const WHOLE_SCRIPT = { functionName: '', lineNumber: 0, columnNumber: 0 };

describe('symbolicate()', () => {
  it('maps a stack to the lines of the sources, and leaves the frames of Node', async () => {
    const stack = program.run([], 1);
    expect(stack).toContain(`(${program.path}:`);
    const mapped = await map(stack);
    expect(mapped).toContain(`RangeError: after 1 ms\n    at fail (${placeOf(...THROWN)})\n`);
    expect(mapped).toContain(`    at Object.<anonymous> (${placeOf(...CALLED)})\n`);
    expect(mapped).toMatch(/ \(node:internal\/modules\/cjs\/loader:\d+:\d+\)/);
  });

  it('maps stacks in a line of JSON, which stays valid', async () => {
    const stack = program.run([], 1).replaceAll(program.path, '/usr/bin/my shop.app');
    const line = JSON.stringify({ level: 'error', err: { stack }, frames: [frameOf(stack)] });
    const { err, frames } = JSON.parse(await map(line)) as {
      err: { stack: string };
      frames: readonly string[];
    };
    expect(err.stack).toContain(`at fail (${placeOf(...THROWN)})\n`);
    expect(frames).toEqual([placeOf(...THROWN)]);
  });

  function frameOf(stack: string): string {
    return /at fail \((.*)\)/.exec(stack)?.[1] ?? '';
  }

  it('maps the functions of a CPU profile, and drops ticks by lines of the bundle', async () => {
    program.run(['--cpu-prof', '--cpu-prof-name=cpu.cpuprofile'], 200);
    const text = readFileSync(join(program.folder, 'cpu.cpuprofile'), 'utf8');
    const { nodes } = JSON.parse(await map(text)) as {
      nodes: readonly { callFrame: Frame; positionTicks?: unknown }[];
    };
    const spin = nodes.find(({ callFrame }) => callFrame.functionName === 'spin');
    expect(spin?.callFrame).toMatchObject({ url: 'src/spin.ts', lineNumber: 3 });
    expect(spin).not.toHaveProperty('positionTicks');
    const left = nodes.filter(({ callFrame }) => callFrame.url.endsWith(program.path));
    expect(left.map(({ callFrame }) => callFrame)).toMatchObject([WHOLE_SCRIPT]);
  });

  it('maps a heap profile over several lines', async () => {
    program.run(['--heap-prof', '--heap-prof-name=heap.heapprofile'], 200);
    const text = readFileSync(join(program.folder, 'heap.heapprofile'), 'utf8');
    const mapped = await map(JSON.stringify(JSON.parse(text), null, 2));
    expect(Object.keys(JSON.parse(mapped) as object)).toEqual(['head', 'samples']);
    expect(mapped).toContain('"url":"src/spin.ts"');
  });

  it('passes on what has no place of a bundle', async () => {
    const text = '{\n  "a": "at x (/srv/other.js:1:2)"\n}\nat main.cjs, at 12:30:00 {"callFrame"';
    await expect(map(text)).resolves.toBe(text);
  });

  it('is done with a line of a megabyte that never becomes a stack', async () => {
    const line = 'at "async ('.repeat(100_000);
    await expect(map(line)).resolves.toBe(line);
  });

  it('rejects a heap snapshot', async () => {
    await expect(map('{"snapshot":{"meta":{}}}')).rejects.toThrow(/^Cannot map a heap snapshot: /);
  });

  it('rejects the map of another build, before it writes a profile', async () => {
    const other = join(program.folder, 'other.map');
    const json = JSON.parse(readFileSync(program.mapPath, 'utf8')) as { mappings: string };
    // The first line is one character longer in the other bundle.
    const mappings = json.mappings.replaceAll(/(^|;)A/g, '$1C');
    writeFileSync(other, JSON.stringify({ ...json, mappings }));
    const message = /^Cannot trust these places: \d of \d+ are where the source map ".*other\.map"/;
    await expect(map(program.run([], 1), other)).rejects.toThrow(message);
    const profile = readFileSync(join(program.folder, 'cpu.cpuprofile'), 'utf8');
    await expect(map(profile, other)).rejects.toThrow(message);
  });
});
