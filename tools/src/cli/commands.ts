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
  /** The argument in help; undefined if the command takes none. */
  readonly argument?: string;
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
const SOURCE_MAP: Flag = {
  type: 'boolean',
  text: 'Write the source map of the bundle, too: NAME.map',
};
const LOGIN: Readonly<Record<string, Flag>> = {
  username: {
    type: 'string',
    value: 'NAME',
    text: 'User of a registry; default: whom docker login stored',
  },
  'password-stdin': { type: 'boolean', text: 'Read the password from standard input' },
};
const HELP: Flag = { type: 'boolean', short: 'h', text: 'Show this help' };

const PROGRAM = { include: INCLUDE, licences: LICENCES, name: NAME, help: HELP };

/** Every command of `tscratch`, in the order of its help. */
export const COMMANDS: Readonly<Record<string, Command>> = {
  build: {
    summary: 'Builds one static executable of a program and Node',
    argument: '[ENTRY]',
    flags: {
      output: OUTPUT,
      arch: ARCH,
      image: { type: 'boolean', text: 'Build the container image, too: NAME.tar' },
      deb: { type: 'boolean', text: 'Build the Debian package, too: NAME_VERSION_ARCH.deb' },
      'source-map': SOURCE_MAP,
      ...PROGRAM,
    },
    examples: ['tscratch build src/main.ts', 'tscratch build --arch=arm64 --include=views,public'],
  },
  image: {
    summary: 'Builds a container image FROM scratch, without a container engine',
    argument: '[ENTRY]',
    flags: {
      output: OUTPUT,
      arch: { ...ARCH, value: 'LIST', text: 'Processors, such as x64,arm64' },
      reference: { type: 'string', value: 'NAME[:TAG]', text: 'Name of the loaded image' },
      'runtime-only': {
        type: 'boolean',
        text: 'An image of Node alone, as a base for a Dockerfile',
      },
      'source-map': SOURCE_MAP,
      ...PROGRAM,
    },
    examples: ['tscratch image', 'tscratch image --runtime-only -o node.tar'],
  },
  node: {
    summary: 'Writes the official Node, whole, as one file that runs on any Linux',
    flags: { output: OUTPUT, arch: ARCH, help: HELP },
    examples: ['tscratch node -o node'],
  },
  pin: {
    summary: 'Pins another release of Node for a project, in a file to commit',
    argument: '[RELEASE]',
    flags: {
      default: { type: 'boolean', text: 'Remove the pin: build with the Node of @tscratch/tools' },
      help: HELP,
    },
    examples: ['tscratch pin', 'tscratch pin 26.10.0', 'tscratch pin 26', 'tscratch pin --default'],
  },
  package: {
    summary: 'Packages an executable for a VPS: .deb, archive, systemd unit, SBOM, checksums',
    argument: '[ENTRY]',
    flags: {
      output: { ...OUTPUT, value: 'FOLDER', text: 'Folder to write; default: NAME-package' },
      'source-map': SOURCE_MAP,
      ...PROGRAM,
    },
    examples: ['tscratch package -o dist/package'],
  },
  sbom: {
    summary:
      'Lists the components of a program and their vulnerabilities, as CycloneDX and OpenVEX',
    argument: '[ENTRY]',
    flags: { output: OUTPUT, arch: ARCH, ...PROGRAM },
    examples: ['tscratch sbom -o sbom.cdx.json'],
  },
  verify: {
    summary: 'Builds executable and image again under other conditions and compares every byte',
    argument: '[ENTRY]',
    flags: {
      conditions: {
        type: 'string',
        value: 'two|host|all',
        text: 'On the host and in a container; twice on the host; or ten builds',
      },
      against: {
        type: 'string',
        value: 'FILE|IMAGE',
        text: 'Compare with a released file, or with an image in a registry',
      },
      ...LOGIN,
      ...PROGRAM,
    },
    examples: [
      'tscratch verify',
      'tscratch verify src/main.ts --conditions=host',
      'tscratch verify --against=registry.example.org/shop:1.2.0',
    ],
  },
  publish: {
    summary: 'Pushes an image to a registry, without a container engine, and prints its digest',
    argument: 'REGISTRY/NAME[:TAG]',
    flags: {
      file: { type: 'string', value: 'FILE', text: 'Image to push; default: NAME.tar' },
      attach: {
        type: 'string',
        value: 'LIST',
        text: 'Documents about the image: SBOM, OpenVEX, provenance, a bundle of cosign',
      },
      from: {
        type: 'string',
        value: 'NAME',
        text: 'Repository of the same registry that may have layers of the image',
      },
      ...LOGIN,
      help: HELP,
    },
    examples: [
      'tscratch publish registry.example.org/shop:1.2.0',
      'tscratch publish 127.0.0.1:5000/shop --file=shop.tar --attach=shop.cdx.json,shop.openvex.json',
    ],
  },
  symbolicate: {
    summary: 'Maps stacks, logs and profiles on standard input back to the sources',
    flags: {
      map: { type: 'string', value: 'FILE', text: 'Source map of the bundle' },
      program: {
        type: 'string',
        value: 'FILE|DIGEST',
        text: 'Check that the map belongs to this executable, app file or bundle',
      },
      help: HELP,
    },
    examples: [
      'tscratch symbolicate --map=shop.map',
      'tscratch symbolicate --map=shop.map --program=/usr/bin/shop',
    ],
  },
  plan: {
    summary: 'Shows the segments, libraries and sizes of an executable, and writes nothing',
    argument: '[ENTRY]',
    flags: { arch: ARCH, ...PROGRAM },
    examples: ['tscratch plan src/main.ts'],
  },
};
