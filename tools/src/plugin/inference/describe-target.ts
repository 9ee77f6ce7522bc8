import type { TargetConfiguration } from '@nx/devkit';
import type { TargetNames } from './target-names.ts';

type Metadata = NonNullable<TargetConfiguration['metadata']>;

interface Description {
  readonly description: string;
  readonly technologies: readonly string[];
  /** Options that are worth a try. */
  readonly example: Readonly<Record<string, unknown>>;
}

const DESCRIPTIONS: Readonly<Record<keyof TargetNames, Description>> = {
  bundle: {
    description: 'Bundles the program and everything it imports into one file.',
    technologies: ['node', 'esbuild'],
    example: { sourcemap: true },
  },
  sbom: {
    description: 'Lists every component of the program with its licence, as CycloneDX.',
    technologies: ['cyclonedx'],
    example: { licences: 'warn' },
  },
  binary: {
    description:
      'Builds one static executable of the program and Node, which needs only a Linux kernel.',
    technologies: ['node'],
    example: { arch: 'arm64' },
  },
  image: {
    description: 'Builds a container image FROM scratch, without a container engine.',
    technologies: ['node', 'docker'],
    example: { arch: ['x64', 'arm64'], compression: 'zstd' },
  },
  package: {
    description:
      'Packages the executable for a VPS: Debian package, archive, systemd unit, checksums.',
    technologies: ['debian', 'systemd'],
    example: {},
  },
  verify: {
    description:
      'Builds again under other conditions, compares every byte and names the first difference.',
    technologies: ['reproducible-builds'],
    example: { conditions: 'all' },
  },
  publish: {
    description:
      'Pushes the image to a registry, with SBOM and provenance, without a container engine.',
    technologies: ['oci'],
    example: { reference: 'registry.example.org/shop:1.2.0' },
  },
  symbolicate: {
    description: 'Maps stacks, logs and profiles on standard input back to the sources.',
    technologies: ['node'],
    example: { input: 'cpu.cpuprofile', output: 'sources.cpuprofile' },
  },
  plan: {
    description:
      'Prints the plan of the executable, its segments, libraries and sizes, and writes nothing.',
    technologies: ['node'],
    example: { arch: 'arm64' },
  },
};

/** Describes a target for `nx show project` and editors. */
export function describeTarget(kind: keyof TargetNames, project: string, target: string): Metadata {
  const { description, technologies, example } = DESCRIPTIONS[kind];
  return {
    description,
    technologies: [...technologies],
    help: { command: `npx nx run ${project}:${target} --help`, example: { options: example } },
  };
}
