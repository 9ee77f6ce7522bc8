import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';

/**
 * Reads the day of a release from its own changelog, which is the same in the package of npm and in the
 * official archive; npm's time of publication is later.
 *
 * @param nodePath Path of `bin/node` in an unpacked package or archive.
 * @throws {Fault} `NODE_UNDATED`
 */
export function readReleased(nodePath: string, release: string): string {
  const path = join(dirname(nodePath), '../CHANGELOG.md');
  const released = findReleased(readFileSync(path, 'utf8'), release);
  if (released === undefined) throw new Fault('NODE_UNDATED', { path, release });
  return released;
}

/** Finds `YYYY-MM-DD` in the heading of a release; undefined if there is none. */
export function findReleased(changelog: string, release: string): string | undefined {
  const heading = new RegExp(
    `^## (\\d{4}-\\d\\d-\\d\\d), Version ${release.replaceAll('.', '\\.')} `,
    'm',
  );
  return heading.exec(changelog)?.[1];
}
