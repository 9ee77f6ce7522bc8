import { join } from 'node:path';
import type { Machine } from '../../../formats/elf/elf.ts';
import type { ProgramCall } from '../../../host/run-programs.ts';

/** The compiler of the committed stubs: Debian 12's, native or cross. */
export const PINNED_COMPILER = 'Debian 12.2.0-14';

const TOOLCHAINS: Readonly<Record<Machine, { prefix: string; options: readonly string[] }>> = {
  'x86-64': { prefix: 'x86_64-linux-gnu-', options: ['-fcf-protection=none'] },
  aarch64: {
    prefix: 'aarch64-linux-gnu-',
    // The tiny model addresses the whole stub with adr, which does not need an aligned page.
    options: ['-mcmodel=tiny', '-mbranch-protection=none', '-mno-outline-atomics'],
  },
};

/** No libc, no data segment, no relocations, nothing that needs a start file. */
const OPTIONS = [
  '-std=c11',
  '-Wall',
  '-Wextra',
  '-Werror',
  '-Os',
  '-ffreestanding',
  '-fpie',
  '-fno-asynchronous-unwind-tables',
  '-fno-jump-tables',
  '-fno-stack-protector',
  '-fno-tree-loop-distribute-patterns', // would turn loops into calls of memcpy and strlen
  '-nostdlib',
  '-no-pie',
  '-static',
  '-Wl,--build-id=none',
];

/** Returns the C compiler for a machine, by its name on every Debian 12. */
export function compilerFor(machine: Machine): string {
  return `${TOOLCHAINS[machine].prefix}gcc-12`;
}

/** Returns the file name of the compiled stub, which is next to its source. */
export function stubFile(machine: Machine): string {
  return `stub.${machine}.bin`;
}

export interface StubBuild {
  readonly machine: Machine;
  /** The folder of stub.c. */
  readonly sourceFolder: string;
  /** The flat image to write. */
  readonly output: string;
}

/** Plans the commands that build a stub from its source, in order. */
export function planStubBuild({
  machine,
  sourceFolder,
  output,
}: StubBuild): readonly ProgramCall[] {
  const { prefix, options } = TOOLCHAINS[machine];
  const script = `-Wl,--script=${join(sourceFolder, 'stub.ld')}`;
  const linked = `${output}.elf`;
  const source = join(sourceFolder, 'stub.c');
  return [
    { command: compilerFor(machine), args: [...OPTIONS, ...options, script, '-o', linked, source] },
    { command: `${prefix}objcopy`, args: ['--output-target=binary', linked, output] },
    { command: 'rm', args: [linked] },
    { command: 'chmod', args: ['0644', output] }, // it cannot run on its own
  ];
}
