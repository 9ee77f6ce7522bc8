/** A member of an archive of ar(5). */
export interface ArMember {
  /** At most 15 bytes: in deb(5) the last byte of the field may be a slash. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * Renders an archive of ar(5), all members owned by root.
 *
 * @param mtimeSeconds Modification time of each member, seconds since 1970.
 * @see deb(5): "Only the common ar archive format is supported"
 */
export function renderAr(members: readonly ArMember[], mtimeSeconds: number): Uint8Array {
  const rendered = members.flatMap(({ name, bytes }) => [
    renderHeader({ name, mtimeSeconds, sizeBytes: bytes.byteLength }),
    bytes,
    // Headers start at even offsets; a newline fills the gap.
    Buffer.from('\n'.repeat(bytes.byteLength % 2)),
  ]);
  return Buffer.concat([Buffer.from('!<arch>\n'), ...rendered]);
}

function renderHeader(header: { name: string; mtimeSeconds: number; sizeBytes: number }): Buffer {
  const { name, mtimeSeconds, sizeBytes } = header;
  const [owner, group, mode] = ['0', '0', '100644'];
  const text = [
    name.padEnd(16),
    String(mtimeSeconds).padEnd(12),
    owner.padEnd(6),
    group.padEnd(6),
    mode.padEnd(8),
    String(sizeBytes).padEnd(10),
  ];
  return Buffer.from(`${text.join('')}\`\n`);
}
