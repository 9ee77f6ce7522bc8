import type { Artefact } from '../compare/compare-artefacts.ts';
import { findPart } from '../compare/find-part.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { Fault } from '../../host/faults/fault.ts';
import { architectureOf } from '../../formats/processor.ts';
import { REVISION } from '../../host/read-source-state.ts';

/** The sources that a release records. */
export interface ReleaseRecord {
  /** The full hash of a commit. */
  readonly revision: string;
  readonly epochSeconds: number;
}

/** The kinds of files that a release consists of. */
export type ReleaseKind = 'binary' | '.tar.gz' | '.deb' | 'image.tar';

/** Offset and value of the magic of each kind: magic(5), ELF, RFC 1952, ar(5), POSIX ustar. */
const MAGIC: readonly (readonly [ReleaseKind, offset: number, bytes: string])[] = [
  ['binary', 0, '\x7fELF'],
  ['.tar.gz', 0, '\x1f\x8b'],
  ['.deb', 0, '!<arch>\n'],
  ['image.tar', 257, 'ustar'],
];

/** @throws {Fault} `RELEASE_KIND` for a file that is not an artefact of this workspace. */
export function findKind({ name, bytes }: Artefact): ReleaseKind {
  const found = MAGIC.find(([, offset, magic]) => {
    const start = bytes.subarray(offset, offset + magic.length);
    return Buffer.from(start).toString('latin1') === magic;
  });
  if (found === undefined) throw new Fault('RELEASE_KIND', { name });
  return found[0];
}

/**
 * Parses the sources that a release records: an image in its labels, other kinds in their
 * `sbom.cdx.json`.
 *
 * @throws {Fault} `RELEASE_KIND`, `RELEASE_UNRECORDED`, `RELEASE_DIRTY`.
 */
export function parseRecord(release: Artefact): ReleaseRecord {
  const { name } = release;
  const isImage = findKind(release) === 'image.tar';
  const { revision = '', time = '' } = isImage ? readConfig(release) : readSbom(release);
  const epochSeconds = Date.parse(time) / 1000;
  // The file is untrusted and the revision is passed to git, so it must be a commit hash.
  const [, commit, dirty] = /^([0-9a-f]{40}|[0-9a-f]{64})(-dirty)?$/.exec(revision) ?? [];
  if (commit === undefined || !Number.isInteger(epochSeconds))
    throw new Fault('RELEASE_UNRECORDED', { name });
  if (dirty !== undefined) throw new Fault('RELEASE_DIRTY', { name, revision });
  return { revision: commit, epochSeconds };
}

/**
 * Finds the processor of a release, in the terms of OCI and Debian; undefined if it is not stated.
 *
 * @param programName Name of the program in an archive or a package.
 */
export function findArchitecture(release: Artefact, programName: string): string | undefined {
  const kind = findKind(release);
  if (kind === 'image.tar') return readConfig(release).architecture;
  const program = kind === 'binary' ? release.bytes : findPart(release, nameIn(kind, programName));
  if (program === undefined) return undefined;
  return architectureOf(parseElf(Buffer.from(program), release.name).machine);
}

/** A package also has a file of that name in /etc/default. */
function nameIn(kind: ReleaseKind, programName: string): string {
  return kind === '.deb' ? `bin/${programName}` : programName;
}

interface RecordedFacts {
  readonly revision?: string | undefined;
  /** RFC 3339. */
  readonly time?: string | undefined;
  readonly architecture?: string | undefined;
}

/** The fields that are read here; an untrusted file may lack all of them. */
interface ImageConfig {
  readonly architecture?: string;
  readonly created?: string;
  readonly config?: { readonly Labels?: Readonly<Record<string, string>> };
}

/** @see https://github.com/opencontainers/image-spec/blob/v1.1.0/config.md */
function readConfig(release: Artefact): RecordedFacts {
  const { architecture, created, config } = readJson<ImageConfig>(release, 'config');
  return { architecture, time: created, revision: config?.Labels?.[REVISION] };
}

interface Sbom {
  readonly metadata?: {
    readonly timestamp?: string;
    readonly component?: { readonly properties?: unknown };
  };
}

interface Property {
  readonly name?: string;
  readonly value?: string;
}

/** @see https://cyclonedx.org/docs/1.7/json/#metadata */
function readSbom(release: Artefact): RecordedFacts {
  const { metadata } = readJson<Sbom>(release, 'sbom.cdx.json');
  const properties = metadata?.component?.properties;
  const list = Array.isArray(properties) ? (properties as readonly (Property | null)[]) : [];
  const revision = list.find((property) => property?.name === REVISION)?.value;
  return { revision, time: metadata?.timestamp };
}

/** Reads a part as JSON; a missing or invalid part counts as empty. */
function readJson<Shape extends object>(release: Artefact, part: string): Partial<Shape> {
  const text = Buffer.from(findPart(release, part) ?? '{}').toString();
  try {
    return (JSON.parse(text) as Shape | null) ?? {};
  } catch {
    return {};
  }
}
