import assert from 'node:assert/strict';
import { Fault } from '../host/faults/fault.ts';

/** A member of a tar archive. Nothing in it depends on the machine that writes it. */
export interface TarEntry {
  /** Path inside the archive without a leading slash, `/` between folders, no trailing slash. */
  readonly path: string;
  readonly type: 'file' | 'directory' | 'symlink';
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  /** Number of the user that owns it; 0, which is root, by default. */
  readonly owner?: number;
  /** Number of the group that owns it; the number of the user by default. */
  readonly group?: number;
  /** Modification time, seconds since 1970; 0 by default. */
  readonly mtimeSeconds?: number;
  /** Content of a file; absent for other types. */
  readonly bytes?: Uint8Array;
  /** Target of a symlink; absent for other types. */
  readonly linkTarget?: string;
}

const BLOCK_BYTES = 512;
const LINK_BYTES = 100;
const TYPE_FLAGS = { file: '0', directory: '5', symlink: '2', pax: 'x' } as const;

export interface TarOptions {
  /**
   * Writes what is too long for a header before it, as pax does. Engines read that in layers; dpkg rejects it
   * in packages.
   *
   * @see https://github.com/opencontainers/image-spec/blob/main/layer.md
   */
  readonly isExtended?: boolean;
}

/**
 * Renders a ustar archive: members in code-unit order of their paths, then two zero blocks.
 *
 * @throws {Fault} unless it is extended, `TAR_PATH_TOO_LONG` if a path does not fit the name and prefix
 *   fields, `TAR_LINK_TOO_LONG` if a link target does not fit the linkname field.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html "ustar Interchange Format"
 */
export function renderTar(
  entries: readonly TarEntry[],
  { isExtended = false }: TarOptions = {},
): Uint8Array {
  const members = entries
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap((entry) => [
      ...(isExtended ? renderExtended(entry) : [renderHeader(entry)]),
      padToBlock(entry.bytes ?? new Uint8Array()),
    ]);
  return Buffer.concat([...members, new Uint8Array(2 * BLOCK_BYTES)]);
}

/** What a reader without pax sees of a path or target that is too long. */
const SHORTENED = 'long-name';

/** Renders the headers of a member: its own, and before it that of pax with what does not fit. */
function renderExtended(entry: TarEntry): readonly Uint8Array[] {
  const { linkTarget = '' } = entry;
  const isPathLong = splitPath(nameOf(entry)) === undefined;
  const isTargetLong = Buffer.byteLength(linkTarget) > LINK_BYTES;
  if (!isPathLong && !isTargetLong) return [renderHeader(entry)];
  const records = [
    isPathLong ? renderRecord('path', nameOf(entry)) : '',
    isTargetLong ? renderRecord('linkpath', linkTarget) : '',
  ];
  const bytes = Buffer.from(records.join(''));
  const fitting = {
    ...entry,
    ...(isPathLong && { path: SHORTENED }),
    ...(isTargetLong && { linkTarget: SHORTENED }),
  };
  return [
    renderHeader({ path: SHORTENED, type: 'pax', mode: 0o644, bytes }),
    padToBlock(bytes),
    renderHeader(fitting),
  ];
}

/** Renders a record of pax, which begins with its own length in bytes. */
function renderRecord(key: string, value: string): string {
  const rest = ` ${key}=${value}\n`;
  const restBytes = Buffer.byteLength(rest);
  const digits = String(restBytes + String(restBytes).length).length;
  return `${restBytes + digits}${rest}`;
}

type Header = Omit<TarEntry, 'type'> & { readonly type: keyof typeof TYPE_FLAGS };

function nameOf({ path, type }: Pick<Header, 'path' | 'type'>): string {
  return type === 'directory' ? `${path}/` : path;
}

function renderHeader(entry: Header): Uint8Array {
  const header = Buffer.alloc(BLOCK_BYTES);
  const { name, prefix } = placePath(entry);
  header.write(name, 0);
  header.write(formatOctal(entry.mode, 8), 100);
  header.write(formatOctal(entry.owner ?? 0, 8), 108); // uid
  header.write(formatOctal(entry.group ?? entry.owner ?? 0, 8), 116); // gid
  header.write(formatOctal(entry.bytes?.byteLength ?? 0, 12), 124); // size
  header.write(formatOctal(entry.mtimeSeconds ?? 0, 12), 136); // mtime
  header.write(' '.repeat(8), 148); // chksum counts as eight spaces in the sum
  header.write(TYPE_FLAGS[entry.type], 156);
  header.write(linkName(entry), 157);
  header.write('ustar\0' + '00', 257); // magic and version
  header.write(prefix, 345);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${formatOctal(sum, 7)} `, 148);
  return header;
}

/**
 * Formats a numeric header field: octal digits, zero-padded, terminated by NUL.
 *
 * @param value Whole number from 0; bytes, mode bits or seconds.
 * @param widthBytes Width of the field, the NUL included.
 */
export function formatOctal(value: number, widthBytes: number): string {
  const digits = value.toString(8).padStart(widthBytes - 1, '0');
  assert(digits.length < widthBytes, `${value} has no room in ${widthBytes} bytes`);
  return `${digits}\0`;
}

function placePath({ path, type }: Header): PlacedPath {
  const placed = splitPath(nameOf({ path, type }));
  if (placed === undefined) throw new Fault('TAR_PATH_TOO_LONG', { path });
  return placed;
}

interface PlacedPath {
  readonly name: string;
  readonly prefix: string;
}

/** Splits a path at the first `/` that leaves 100 bytes or fewer for the name field; undefined if none does. */
function splitPath(path: string): PlacedPath | undefined {
  if (Buffer.byteLength(path) <= 100) return { name: path, prefix: '' };
  for (let slash = path.indexOf('/'); slash > 0; slash = path.indexOf('/', slash + 1)) {
    const [prefix, name] = [path.slice(0, slash), path.slice(slash + 1)];
    if (name !== '' && Buffer.byteLength(name) <= 100 && Buffer.byteLength(prefix) <= 155)
      return { name, prefix };
  }
  return undefined;
}

/** Checks the length: a longer target would be overwritten by the magic field. */
function linkName({ path, linkTarget = '' }: Header): string {
  if (Buffer.byteLength(linkTarget) > LINK_BYTES)
    throw new Fault('TAR_LINK_TOO_LONG', { path, linkTarget });
  return linkTarget;
}

function padToBlock(bytes: Uint8Array): Uint8Array {
  const padding = (BLOCK_BYTES - (bytes.byteLength % BLOCK_BYTES)) % BLOCK_BYTES;
  return padding === 0 ? bytes : Buffer.concat([bytes, new Uint8Array(padding)]);
}
