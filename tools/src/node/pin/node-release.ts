import { Fault } from '../../host/faults/fault.ts';

/** One release of Node: major, minor, patch. */
export type NodeRelease = readonly [number, number, number];

/** @throws {Fault} `NODE_RELEASE` for anything but three numbers: no range, no candidate, no `v` prefix. */
export function parseNodeRelease(text: string): NodeRelease {
  const [, major, minor, patch] = PATTERN.exec(text) ?? [];
  if (patch === undefined) throw new Fault('NODE_RELEASE', { text });
  return [Number(major), Number(minor), Number(patch)];
}

/** Returns whether a version is a release, not a candidate or the like. */
export function isNodeRelease(text: string): boolean {
  return PATTERN.test(text);
}

const PATTERN = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Returns a number below 0 if `a` is older than `b`, above 0 if it is newer. */
export function compareNodeReleases(a: string, b: string): number {
  const [left, right] = [parseNodeRelease(a), parseNodeRelease(b)];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}
