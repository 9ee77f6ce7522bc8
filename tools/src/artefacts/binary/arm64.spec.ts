import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { takeCodeCache, type WarmUp } from '../../app/code-cache/take-code-cache.ts';
import { SERVER, warmUp as nativeWarmUp } from '../../app/code-cache/warm-server.fixture.ts';
import { PT } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { findRunner, readHost } from '../../formats/find-runner.ts';
import { findProcessor } from '../../formats/processor.ts';
import { describeWith } from '../../../testing/describe-with.ts';
import { workspacePath } from '../../../testing/workspace.ts';
import { obtainNode } from '../../node/runtime/find-node.ts';
import { type Binary, buildBinary } from './build-binary.ts';

const runner = findRunner(findProcessor('arm64'), readHost(process));

describeWith(
  { found: runner !== undefined, reason: 'qemu-aarch64-static not installed' },
  'a host binary for arm64',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'arm64-'));
    const path = join(folder, 'program');
    const bundlePath = join(folder, 'main.cjs');
    const [emulator, ...args] = [...(runner ?? []), path];
    let warmUp: WarmUp;
    let binary: Binary;

    beforeAll(async () => {
      const { path: nodePath } = obtainNode(workspacePath, 'arm64', process.env);
      warmUp = { ...nativeWarmUp, nodePath, runner: runner ?? [] };
      writeFileSync(bundlePath, SERVER);
      const parts = { nodePath, bundlePath, sbom: Buffer.of(), warmUp, locales: ['en'] };
      binary = await buildBinary(path, parts);
    }, 180_000);
    afterAll(() => {
      rmSync(folder, { recursive: true });
    });

    it('is a program for that processor, without an interpreter', () => {
      const { machine, interpreter } = parseElf(readFileSync(path), path);
      expect({ machine, interpreter }).toEqual({ machine: 'aarch64', interpreter: undefined });
    });

    it('contains the selected locales, and a gap of whole pages in place of the others', () => {
      const { originalBytes = 0, selectedBytes = 0 } = binary.plan.icu ?? {};
      expect(originalBytes).toBeGreaterThan(30_000_000);
      expect(selectedBytes).toBeLessThan(5_000_000);
      const loads = binary.plan.kernelSegments.filter(({ type }) => type === PT.LOAD);
      const gaps = loads.map(({ virtualAddress, memoryBytes }, index) => {
        const next = loads[index + 1]?.virtualAddress ?? virtualAddress + memoryBytes;
        return next - virtualAddress - memoryBytes;
      });
      const pageBytes = 0x1_0000;
      const [gapBytes = 0, ...others] = gaps.filter(
        (bytes) => bytes > 0 && bytes % pageBytes === 0,
      );
      expect(gapBytes).toBeGreaterThan(originalBytes - selectedBytes - 2 * pageBytes);
      expect(others).toEqual([]);
    });

    it('answers, with a code cache that V8 accepts', async () => {
      const env = { ...warmUp.environment, NODE_DEBUG: 'code-cache' };
      const child = spawn(emulator, args, { env });
      try {
        const verdict = once(child.stderr.setEncoding('utf8'), 'data');
        const [port] = (await once(child.stdout.setEncoding('utf8'), 'data')) as [string];
        const response = await fetch(`http://127.0.0.1:${port.trim()}/`);
        expect([response.status, await response.text()]).toEqual([200, 'alive and well']);
        expect(await verdict).toEqual([expect.stringMatching(/^CODE-CACHE \d+: accepted, source/)]);
      } finally {
        child.kill('SIGKILL');
      }
    });

    it('has the same code cache each time, which differs from that of this machine', () => {
      const take = (options: WarmUp) =>
        Buffer.from(takeCodeCache({ path: bundlePath, source: SERVER }, options).bytes);
      const first = take(warmUp);
      expect(take(warmUp).equals(first)).toBe(true);
      if (process.arch !== 'arm64') expect(take(nativeWarmUp).equals(first)).toBe(false);
    }, 60_000);
  },
);
