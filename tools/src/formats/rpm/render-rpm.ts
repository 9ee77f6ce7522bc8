import { hash } from 'node:crypto';
import { posix } from 'node:path';
import { renderGzip } from '../render-gzip.ts';
import { renderCpio } from './render-cpio.ts';
import { renderHeader, type RpmEntry } from './render-header.ts';
import { SCRIPTS, SENSE, SIGNATURE, TAG } from './tags.ts';

/** What an upgrade does with a file, and what it is. */
export type RpmRole = 'plain' | 'configuration' | 'document' | 'licence';

/** A file of a package, or a folder that belongs to it alone. */
export interface RpmFile {
  /** Path below the root, without a leading slash. */
  readonly path: string;
  /** Permission bits. */
  readonly mode: number;
  /** Undefined for a folder. */
  readonly bytes: Uint8Array | undefined;
  readonly role: RpmRole;
}

/** The content of a binary package. */
export interface Rpm {
  readonly name: string;
  /** In rpm's terms: without a hyphen, `~` before a pre-release. */
  readonly version: string;
  readonly release: string;
  /** Architecture in rpm's terms. */
  readonly architecture: string;
  readonly summary: string;
  readonly description: string;
  readonly licence: string;
  /** `Name <address>` */
  readonly packager: string;
  /** Scripts for sh by their names. */
  readonly scripts: Readonly<Record<keyof typeof SCRIPTS, string>>;
  readonly files: readonly RpmFile[];
  /** Modification time of all files and time of the build, seconds since 1970. */
  readonly mtimeSeconds: number;
}

/** Flags of a file: an upgrade keeps a changed configuration and writes the new one next to it. */
const ROLES: Readonly<Record<RpmRole, number>> = {
  plain: 0,
  configuration: 1 | 16,
  document: 2,
  licence: 128,
};

/** What readers of the package must know, with the version of rpm that introduced it. */
const FEATURES = [
  ['rpmlib(CompressedFileNames)', '3.0.4-1'],
  ['rpmlib(FileDigests)', '4.6.0-1'],
  ['rpmlib(PayloadFilesHavePrefix)', '4.0-1'],
] as const;

const DIRECTORY = 0o040_000;
const REGULAR = 0o100_000;
const SHA256 = 8; // RFC 9580 section 9.5

/**
 * Renders a binary package without a signature. The same content gives the same bytes.
 *
 * @see https://rpm-software-management.github.io/rpm/manual/format_v4.html
 */
export function renderRpm(rpm: Rpm): Uint8Array {
  const files = rpm.files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const archive = renderCpio(
    files.map((file) => ({
      path: `./${file.path}`,
      mode: modeOf(file),
      mtimeSeconds: rpm.mtimeSeconds,
      bytes: file.bytes ?? new Uint8Array(),
    })),
  );
  const payload = renderGzip(archive);
  const header = renderHeader(TAG.headerImmutable, [
    ...describePackage(rpm, files),
    ...describeRelations(rpm),
    ...describeScripts(rpm),
    ...describeFiles(files, rpm.mtimeSeconds),
    [TAG.payloadDigest, 'strings', [hash('sha256', payload)]],
    [TAG.payloadDigestAlgorithm, 'int32', [SHA256]],
  ]);
  const signature = renderSignature(header, payload, archive.byteLength);
  return Buffer.concat([renderLead(rpm), signature, header, payload]);
}

/** Renders what file(1) reads; rpm itself ignores all but the magic and the type of the signature. */
function renderLead({ name, version, release, architecture }: Rpm): Uint8Array {
  const lead = Buffer.alloc(96);
  lead.write('edabeedb03000000', 'hex');
  lead.writeUInt16BE(architecture === 'x86_64' ? 1 : 19, 8);
  lead.write(`${name}-${version}-${release}`.slice(0, 65), 10);
  lead.writeUInt16BE(1, 76); // Linux
  lead.writeUInt16BE(5, 78); // a signature in the form of a header
  return lead;
}

/** Renders the digests of what follows; a key may be added later: rpmsign(8). */
function renderSignature(
  header: Uint8Array,
  payload: Uint8Array,
  archiveBytes: number,
): Uint8Array {
  const signed = Buffer.concat([header, payload]);
  const bytes = renderHeader(SIGNATURE.headerSignatures, [
    [SIGNATURE.sha1, 'string', [hash('sha1', header)]],
    [SIGNATURE.sha256, 'string', [hash('sha256', header)]],
    [SIGNATURE.size, 'int32', [signed.byteLength]],
    [SIGNATURE.md5, 'binary', hash('md5', signed, 'buffer')],
    [SIGNATURE.payloadSize, 'int32', [archiveBytes]],
  ]);
  return Buffer.concat([bytes, Buffer.alloc(-bytes.byteLength & 7)]);
}

function describePackage(rpm: Rpm, files: readonly RpmFile[]): readonly RpmEntry[] {
  const { name, version, release, architecture, mtimeSeconds } = rpm;
  return [
    [TAG.i18nTable, 'strings', ['C']],
    [TAG.name, 'string', [name]],
    [TAG.version, 'string', [version]],
    [TAG.release, 'string', [release]],
    [TAG.summary, 'translated', [rpm.summary]],
    [TAG.description, 'translated', [rpm.description]],
    [TAG.buildTime, 'int32', [mtimeSeconds]],
    [TAG.buildHost, 'string', ['localhost']],
    [TAG.size, 'int32', [files.reduce((total, file) => total + sizeOf(file), 0)]],
    [TAG.licence, 'string', [rpm.licence]],
    [TAG.packager, 'string', [rpm.packager]],
    [TAG.group, 'translated', ['Unspecified']],
    [TAG.os, 'string', ['linux']],
    [TAG.architecture, 'string', [architecture]],
    // Without it, rpm takes the package for one of sources.
    [TAG.sourceRpm, 'string', [`${name}-${version}-${release}.src.rpm`]],
    [TAG.encoding, 'string', ['utf-8']],
    [TAG.payloadFormat, 'string', ['cpio']],
    [TAG.payloadCompressor, 'string', ['gzip']],
    [TAG.payloadFlags, 'string', ['9']],
  ];
}

function describeRelations({ name, version, release, architecture }: Rpm): readonly RpmEntry[] {
  const { rpmlib, lessOrEqual, equal } = SENSE;
  const processor = architecture.replace('_', '-');
  const shell = Object.values(SCRIPTS).map(({ sense }) => ['/bin/sh', sense, ''] as const);
  const features = FEATURES.map(
    ([feature, since]) => [feature, rpmlib | lessOrEqual, since] as const,
  );
  const provided = [name, `${name}(${processor})`];
  const required = [...shell, ...features];
  return [
    [TAG.provideName, 'strings', provided],
    [TAG.provideFlags, 'int32', provided.map(() => equal)],
    [TAG.provideVersion, 'strings', provided.map(() => `${version}-${release}`)],
    [TAG.requireName, 'strings', required.map(([feature]) => feature)],
    [TAG.requireFlags, 'int32', required.map(([, flags]) => flags)],
    [TAG.requireVersion, 'strings', required.map(([, , since]) => since)],
  ];
}

function describeScripts({ scripts }: Rpm): readonly RpmEntry[] {
  return Object.entries(SCRIPTS).flatMap(([name, { text, program }]): readonly RpmEntry[] => [
    [text, 'string', [scripts[name as keyof typeof SCRIPTS]]],
    [program, 'string', ['/bin/sh']],
  ]);
}

function describeFiles(files: readonly RpmFile[], mtimeSeconds: number): readonly RpmEntry[] {
  const folders = [...new Set(files.map(folderOf))].toSorted();
  const all = <Value>(value: Value): readonly Value[] => files.map(() => value);
  return [
    [TAG.fileSizes, 'int32', files.map(sizeOf)],
    [TAG.fileModes, 'int16', files.map(modeOf)],
    [TAG.fileDevices, 'int16', all(0)],
    [TAG.fileTimes, 'int32', all(mtimeSeconds)],
    [TAG.fileDigests, 'strings', files.map(({ bytes }) => (bytes ? hash('sha256', bytes) : ''))],
    [TAG.fileDigestAlgorithm, 'int32', [SHA256]],
    [TAG.fileLinks, 'strings', all('')],
    [TAG.fileFlags, 'int32', files.map(({ role }) => ROLES[role])],
    [TAG.fileUsers, 'strings', all('root')],
    [TAG.fileGroups, 'strings', all('root')],
    [TAG.fileVerifyFlags, 'int32', all(-1)],
    [TAG.fileDevice, 'int32', all(1)],
    [TAG.fileInodes, 'int32', files.map((_, index) => index + 1)],
    [TAG.fileLanguages, 'strings', all('')],
    [TAG.folderIndexes, 'int32', files.map((file) => folders.indexOf(folderOf(file)))],
    [TAG.baseNames, 'strings', files.map(({ path }) => posix.basename(path))],
    [TAG.folders, 'strings', folders],
  ];
}

function folderOf({ path }: RpmFile): string {
  return `${posix.join('/', posix.dirname(path))}/`.replace('//', '/');
}

function modeOf({ mode, bytes }: RpmFile): number {
  return mode | (bytes === undefined ? DIRECTORY : REGULAR);
}

function sizeOf({ bytes }: RpmFile): number {
  return bytes?.byteLength ?? 0;
}
