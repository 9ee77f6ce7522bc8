/** A member of a cpio archive: a file, or a folder without bytes. */
export interface CpioEntry {
  readonly path: string;
  /** Type and permission bits, as in stat(2). */
  readonly mode: number;
  readonly mtimeSeconds: number;
  readonly bytes: Uint8Array;
}

/**
 * Renders an archive in the "new ASCII" format, in the order of its entries, all owned by root.
 *
 * @see cpio(5) "New ASCII Format"
 */
export function renderCpio(entries: readonly CpioEntry[]): Uint8Array {
  const members = entries.flatMap((entry, index) => renderMember(entry, index + 1));
  const end = { path: 'TRAILER!!!', mode: 0, mtimeSeconds: 0, bytes: Buffer.alloc(0) };
  return Buffer.concat([...members, ...renderMember(end, 0)]);
}

function renderMember(entry: CpioEntry, inode: number): readonly Uint8Array[] {
  const { path, mode, mtimeSeconds, bytes } = entry;
  const [owner, group, links, device] = [0, 0, 1, 0];
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, owner, group, links, mtimeSeconds, bytes.byteLength];
  const rest = [device, device, device, device, name.byteLength, 0];
  const digits = [...fields, ...rest].map((value) => value.toString(16).padStart(8, '0'));
  const head = Buffer.concat([Buffer.from(`070701${digits.join('')}`), name]);
  return [head, padTo4(head), bytes, padTo4(bytes)];
}

function padTo4(bytes: Uint8Array): Uint8Array {
  return Buffer.alloc(-bytes.byteLength & 3);
}
