import type { Machine } from './elf/elf.ts';
import { Fault } from '../host/faults/fault.ts';

/** Processors in the terms of Node (`process.arch`), of npm's packages of Node and of the option `arch`. */
export type Arch = 'x64' | 'arm64';

/** Processors in the terms of Go (GOARCH), OCI, Docker and Nomad; for these two also of Debian. */
export type Architecture = 'amd64' | 'arm64';

/** A processor that programs are built for, with all its names. */
export interface Processor {
  readonly arch: Arch;
  readonly architecture: Architecture;
  readonly machine: Machine;
  /** QEMU's user-mode emulators for it: Debian's name and QEMU's own. */
  readonly emulators: readonly string[];
}

/** The only table of names. */
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

/** A reader that can use only one of several images gets the first of these. */
export const PROCESSORS: readonly Processor[] = Object.values(PROCESSOR_OF);

/** @throws {Fault} `ARCH_UNKNOWN` for a processor that nothing is built for. */
export function findProcessor(arch: string): Processor {
  const found = PROCESSORS.find((processor) => processor.arch === arch);
  if (found === undefined)
    throw new Fault('ARCH_UNKNOWN', { arch, known: PROCESSORS.map((known) => known.arch) });
  return found;
}

/**
 * Finds several processors and returns each once, in the order of `PROCESSORS`.
 *
 * @throws {Fault} `ARCH_UNKNOWN`.
 */
export function findProcessors(archs: readonly string[]): readonly Processor[] {
  const wanted = archs.map(findProcessor);
  return PROCESSORS.filter((processor) => wanted.includes(processor));
}

/**
 * Finds the processor of an artefact that is for one only: of those to build for, the one of this machine, else the first.
 *
 * @param archs Empty for the one of this machine.
 * @throws {Fault} `ARCH_UNKNOWN`.
 */
export function findOneProcessor(archs: string | readonly string[], own: string): Processor {
  const [first, ...others] = [archs].flat().map(findProcessor);
  if (first === undefined) return findProcessor(own);
  return others.find(({ arch }) => arch === own) ?? first;
}

/** Returns the processor of an ELF file. */
export function processorOf(machine: Machine): Processor {
  return PROCESSOR_OF[machine];
}

/** Returns the name in ELF of the processor of an image or a package. */
export function machineOf(architecture: Architecture): Machine {
  return architecture === PROCESSOR_OF.aarch64.architecture ? 'aarch64' : 'x86-64';
}

/** Returns the name in Node of the processor of an ELF file. */
export function archOf(machine: Machine): Arch {
  return PROCESSOR_OF[machine].arch;
}

/** Returns the name in Go, OCI and Debian of the processor of an ELF file. */
export function architectureOf(machine: Machine): Architecture {
  return PROCESSOR_OF[machine].architecture;
}
