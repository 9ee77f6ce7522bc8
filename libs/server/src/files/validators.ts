import { hash } from 'node:crypto';
import type { BigIntStats } from 'node:fs';
import type { Validators } from './conditions.ts';

/** Characters of a tag: 132 bits, too many for two files to share a tag by chance. */
export const TAG_LENGTH = 22;

/**
 * Returns the validators of a file, made of its inode alone.
 *
 * The tag is strong. Every change of the bytes of an inode sets its ctime, which cannot be set back;
 * replacing the file changes the inode. The mtime alone would not do: images are built with an mtime
 * that is 0 or the same in each release, and rsync and tar copy it. Unpacking a layer sets a new ctime,
 * so that even a reused inode number gives a different tag. The price: replicas have different tags for
 * the same bytes. A hash of the bytes would avoid that, but would cost the first client of a huge file
 * minutes. The tag is a hash, so that it tells nobody the number of the inode.
 *
 * @param nowMs Milliseconds since the epoch; a date in the future is not sent: RFC 9110, section 8.8.2.1.
 */
export function validatorsOf(stats: BigIntStats, nowMs: number): Validators {
  const { ino, size, mtimeNs, ctimeNs } = stats;
  const state = hash('sha256', `${ino} ${size} ${mtimeNs} ${ctimeNs}`, 'base64url');
  return { etag: `"${state.slice(0, TAG_LENGTH)}"`, modifiedMs: modifiedMsOf(stats, nowMs) };
}

/** Returns what distinguishes one state of a file from another; unlike its tag, for this server only. */
export function stateOf({ dev, ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return `${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs}`;
}

/** Returns when a file was changed, in milliseconds of whole seconds; undefined if unknown, as in an image. */
export function modifiedMsOf({ mtimeNs }: BigIntStats, nowMs: number): number | undefined {
  const modifiedMs = Number(mtimeNs / 1_000_000_000n) * 1_000;
  return modifiedMs > 0 && modifiedMs <= nowMs ? modifiedMs : undefined;
}
