/** A flag of a command: how it is written, and what it means. */
export interface Flag {
  readonly type: 'boolean' | 'string';
  readonly short?: string;
  /** What stands for the value in help. */
  readonly value?: string;
  readonly text: string;
}

export interface Command {
  readonly summary: string;
  /** Whether the command works on a program: `[ENTRY]` is a file or folder. */
  readonly hasEntry: boolean;
  readonly flags: Readonly<Record<string, Flag>>;
  readonly examples: readonly string[];
}

const OUTPUT: Flag = { type: 'string', short: 'o', value: 'PATH', text: 'File to write' };
const NAME: Flag = {
  type: 'string',
  value: 'NAME',
  text: 'Name of the program; default: that of its package.json, or of its file',
};
const INCLUDE: Flag = {
  type: 'string',
  value: 'LIST',
  text: 'Files, folders and globs that the program reads, separated by commas',
};
const ARCH: Flag = {
  type: 'string',
  value: 'x64|arm64',
  text: 'Processor; default: the one of this machine',
};
const LICENCES: Flag = {
  type: 'string',
  value: 'fail|warn',
  text: 'What a licence does that is not allowed; default: fail',
};
const HELP: Flag = { type: 'boolean', short: 'h', text: 'Show this help' };

const PROGRAM = { include: INCLUDE, licences: LICENCES, name: NAME, help: HELP };

/** Every command of `tscratch`, in the order of its help. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  build: {
    summary: 'Builds one static executable of a program and Node',
    hasEntry: true,
    flags: {
      output: OUTPUT,
      arch: ARCH,
      image: { type: 'boolean', text: 'Build the container image, too: NAME.tar' },
      deb: { type: 'boolean', text: 'Build the Debian package, too: NAME_VERSION_ARCH.deb' },
      ...PROGRAM,
    },
    examples: ['tscratch build src/main.ts', 'tscratch build --arch=arm64 --include=views,public'],
  },
  image: {
    summary: 'Builds a container image FROM scratch, without a container engine',
    hasEntry: true,
    flags: {
      output: OUTPUT,
      arch: { ...ARCH, value: 'LIST', text: 'Processors, such as x64,arm64' },
      reference: { type: 'string', value: 'NAME[:TAG]', text: 'Name of the loaded image' },
      'runtime-only': {
        type: 'boolean',
        text: 'An image of Node alone, as a base for a Dockerfile',
      },
      ...PROGRAM,
    },
    examples: ['tscratch image', 'tscratch image --runtime-only -o node.tar'],
  },
  node: {
    summary: 'Writes the official Node, whole, as one file that runs on any Linux',
    hasEntry: false,
    flags: { output: OUTPUT, arch: ARCH, help: HELP },
    examples: ['tscratch node -o node'],
  },
  package: {
    summary: 'Packages an executable for a VPS: .deb, archive, systemd unit, SBOM, checksums',
    hasEntry: true,
    flags: {
      output: { ...OUTPUT, value: 'FOLDER', text: 'Folder to write; default: NAME-package' },
      ...PROGRAM,
    },
    examples: ['tscratch package -o dist/package'],
  },
  sbom: {
    summary: 'Lists the components of a program with their licences, as CycloneDX',
    hasEntry: true,
    flags: { output: OUTPUT, arch: ARCH, ...PROGRAM },
    examples: ['tscratch sbom -o sbom.cdx.json'],
  },
  plan: {
    summary: 'Shows the segments, libraries and sizes of an executable, and writes nothing',
    hasEntry: true,
    flags: { arch: ARCH, ...PROGRAM },
    examples: ['tscratch plan src/main.ts'],
  },
};
