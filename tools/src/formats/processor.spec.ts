import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findRunner } from './find-runner.ts';
import {
  architectureOf,
  findOneProcessor,
  findProcessor,
  findProcessors,
  PROCESSORS,
  processorOf,
} from './processor.ts';

describe('findProcessor()', () => {
  it.each([
    ['x64', 'amd64', 'x86-64'],
    ['arm64', 'arm64', 'aarch64'],
  ])('maps %s to %s in OCI and to %s in ELF', (arch, architecture, machine) => {
    const processor = findProcessor(arch);
    expect(processor).toMatchObject({ architecture, machine });
    expect(architectureOf(processor.machine)).toBe(architecture);
    expect(processorOf(processor.machine)).toBe(processor);
  });

  it.each(['riscv64', 'amd64', '', 'X64'])('rejects "%s"', (arch) => {
    expect(() => findProcessor(arch)).toThrow(
      `Cannot build for "${arch}": expected x64 or arm64; set --arch to one of them`,
    );
  });
});

describe('findProcessors()', () => {
  it('returns each once, in a fixed order', () => {
    const found = findProcessors(['arm64', 'x64', 'arm64']);
    expect(found.map(({ arch }) => arch)).toEqual(['x64', 'arm64']);
  });

  it('rejects an unknown processor among known ones', () => {
    expect(() => findProcessors(['x64', 'mips'])).toThrow('Cannot build for "mips"');
  });
});

describe('findOneProcessor()', () => {
  it.each([
    [[], 'x64', 'x64'],
    ['arm64', 'x64', 'arm64'],
    [['arm64'], 'x64', 'arm64'],
    [['x64', 'arm64'], 'arm64', 'arm64'],
    [['arm64', 'x64'], 'riscv64', 'arm64'],
  ])('finds of %j on %s: %s', (archs, own, expected) => {
    expect(findOneProcessor(archs, own).arch).toBe(expected);
  });

  it('rejects an unknown processor among known ones', () => {
    expect(() => findOneProcessor(['x64', 'mips'], 'x64')).toThrow('Cannot build for "mips"');
  });
});

describe('findRunner()', () => {
  const folder = mkdtempSync(join(tmpdir(), 'runner-'));
  const host = { platform: 'linux', arch: 'x64', path: `/nowhere::${folder}` };
  const arm64 = findProcessor('arm64');
  const emulator = join(folder, 'qemu-aarch64');
  beforeEach(() => {
    writeFileSync(emulator, '');
    chmodSync(emulator, 0o755);
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(PROCESSORS)('needs no emulator for its own processor, $arch', (processor) => {
    expect(findRunner(processor, { ...host, arch: processor.arch })).toEqual([]);
  });

  it('finds an emulator for another processor', () => {
    expect(findRunner(arm64, host)).toEqual([emulator]);
  });

  it.each([
    ['without an emulator on PATH', { ...host, path: '/nowhere' }],
    ['without a PATH', { ...host, path: '' }],
    ['on another system, which does not run ELF files', { ...host, platform: 'darwin' }],
    ['with an emulator for another processor only', { ...host, arch: 'arm64' }, 'x64'],
  ])('finds none %s', (_, elsewhere, arch = 'arm64') => {
    expect(findRunner(findProcessor(arch), elsewhere)).toBeUndefined();
  });

  it('ignores an emulator that is not executable', () => {
    chmodSync(emulator, 0o644);
    expect(findRunner(arm64, host)).toBeUndefined();
  });
});
