import type { Elf, Machine } from '../../formats/elf/elf.ts';
import type { PackedFile } from '../../formats/pack/parse-pack.ts';
import { archOf } from '../../formats/processor.ts';
import { Fault } from '../../host/faults/fault.ts';

/** The part of a package.json that names the packages of single platforms. */
interface Manifest {
  readonly name: string;
  readonly optionalDependencies: Readonly<Record<string, string>>;
}

const MANIFEST = /(?:^|\/)node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/;
const PACKAGE = /.*(?:^|\/)node_modules\/(?<name>(?:@[^/]+\/)?[^/]+)\//;

/**
 * Checks that each package with native addons has one for the processor, in its own folder or in a package of
 * that platform.
 *
 * @param objects All shared objects among the files, of every processor.
 * @throws {Fault} `ADDON_PLATFORM`.
 */
export function checkPlatforms(
  files: readonly PackedFile[],
  objects: readonly Elf[],
  machine: Machine,
): void {
  const addons = objects.filter(({ path }) => path.endsWith('.node'));
  const packagesOf = (isWanted: (elf: Elf) => boolean): ReadonlySet<string> =>
    new Set(addons.filter(isWanted).map(({ path }) => nameOf(path)));
  const equipped = packagesOf((elf) => elf.machine === machine);
  const others = packagesOf((elf) => elf.machine !== machine).difference(equipped);
  if (others.size === 0) return;
  const manifests = files.filter(({ path }) => MANIFEST.test(path)).map(parseManifest);
  for (const name of others) {
    const parent = manifests.find(({ optionalDependencies }) => name in optionalDependencies);
    const siblings = Object.keys(parent?.optionalDependencies ?? {});
    if (siblings.some((sibling) => equipped.has(sibling))) continue;
    throw new Fault('ADDON_PLATFORM', describe(name, parent, machine));
  }
}

/** The package of a file; the path itself outside of `node_modules`. */
function nameOf(path: string): string {
  return PACKAGE.exec(path)?.groups?.['name'] ?? path;
}

function parseManifest({ bytes }: PackedFile): Manifest {
  const { name = '', optionalDependencies = {} } = JSON.parse(
    Buffer.from(bytes).toString(),
  ) as Partial<Manifest>;
  return { name, optionalDependencies };
}

function describe(
  name: string,
  parent: Manifest | undefined,
  machine: Machine,
): { package: string; platform: string; packages: readonly string[] } {
  const platform = `linux-${archOf(machine)}`;
  const ofPlatform = new RegExp(`(?:^|[-/])${platform}(?:-gnu)?$`);
  const packages = Object.entries(parent?.optionalDependencies ?? {})
    .filter(([sibling]) => ofPlatform.test(sibling))
    .map(([sibling, version]) => `${sibling}@${version}`);
  return { package: parent?.name ?? name, platform, packages };
}
