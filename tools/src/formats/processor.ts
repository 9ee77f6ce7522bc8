import type { Machine } from './elf/elf.ts';
import { Fault } from '../host/faults/fault.ts';

/** Processors as Node names them (`process.arch`), npm's packages of Node and the option `arch`. */
export type Arch = 'x64' | 'arm64';

/** Processors as Go names them (GOARCH): so do OCI, Docker and Nomad, and for these two also Debian. */
export type Architecture = 'amd64' | 'arm64';

/** A processor that programs are built for, in the words of everyone who has a name for it. */
export interface Processor {
  readonly arch: Arch;
  readonly architecture: Architecture;
  readonly machine: Machine;
  /** QEMU's user-mode emulators of it: by Debian's name and by that of the project. */
  readonly emulators: readonly string[];
}

/** The one table of names. */
const PROCESSOR_OF: Readonly<Record<Machine, Processor>> = {
  'x86-64': {
    arch: 'x64',
    architecture: 'amd64',
    machine: 'x86-64',
    emulators: ['qemu-x86_64-static', 'qemu-x86_64'],
  },
  aarch64: {
    arch: 'arm64',
    architecture: 'arm64',
    machine: 'aarch64',
    emulators: ['qemu-aarch64-static', 'qemu-aarch64'],
  },
};

/** Where a reader of several images can take only one, it is that of the first here. */
export const PROCESSORS: readonly Processor[] = Object.values(PROCESSOR_OF);

/** @throws {Fault} `ARCH_UNKNOWN` for a processor that nothing is built for. */
export function findProcessor(arch: string): Processor {
  const found = PROCESSORS.find((processor) => processor.arch === arch);
  if (found === undefined)
    throw new Fault('ARCH_UNKNOWN', { arch, known: PROCESSORS.map((known) => known.arch) });
  return found;
}

/**
 * Finds several processors, each once and in the order of `PROCESSORS`.
 *
 * @throws {Fault} `ARCH_UNKNOWN`.
 */
export function findProcessors(archs: readonly string[]): readonly Processor[] {
  const wanted = archs.map(findProcessor);
  return PROCESSORS.filter((processor) => wanted.includes(processor));
}

/** Names the processor that an ELF file is for as Go, OCI and Debian do. */
export function architectureOf(machine: Machine): Architecture {
  return PROCESSOR_OF[machine].architecture;
}
