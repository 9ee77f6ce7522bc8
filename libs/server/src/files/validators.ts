import type { BigIntStats } from 'node:fs';
import type { Validators } from './conditions.ts';

/**
 * The validators of a file, from its inode alone.
 *
 * The tag is strong. Whatever changes the bytes of an inode sets its ctime, which nobody can set
 * back; whatever puts another file in its place gives another inode. The mtime alone would not do:
 * images are built with one that is 0 or the same in each release, and rsync and tar copy it. A layer
 * is unpacked with a ctime of its own, so that even an inode number used again gives another tag. The
 * price: replicas have different tags for the same bytes. A hash of the bytes would spare that, and
 * cost the first client of a huge file minutes.
 *
 * @param nowMs A file of the future has no date: RFC 9110, section 8.8.2.1.
 */
export function validatorsOf(stats: BigIntStats, nowMs: number): Validators {
  const { ino, size, mtimeNs, ctimeNs } = stats;
  const etag = `"${[ino, size, mtimeNs, ctimeNs].map((part) => part.toString(36)).join('-')}"`;
  return { etag, modifiedMs: modifiedMsOf(stats, nowMs) };
}

/** When a file was changed, in whole seconds; undefined where that is not known, as in an image. */
export function modifiedMsOf({ mtimeNs }: BigIntStats, nowMs: number): number | undefined {
  const modifiedMs = Number(mtimeNs / 1_000_000_000n) * 1_000;
  return modifiedMs > 0 && modifiedMs <= nowMs ? modifiedMs : undefined;
}
