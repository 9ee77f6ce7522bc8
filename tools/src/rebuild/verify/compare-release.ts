import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { compareArtefacts, type Artefact } from '../compare/compare-artefacts.ts';
import { Fault } from '../../host/faults/fault.ts';
import { findKind } from './parse-record.ts';
import type { Comparison } from './run-verify.ts';

/**
 * Compares a release with the file of the same kind in a build, whatever its name.
 *
 * @param view Returns what of a built file the release has.
 * @throws {Fault} `RELEASE_KIND` if the build has no file of that kind.
 */
export function compareRelease(
  release: Artefact,
  build: Comparison,
  view: (built: Artefact) => Artefact = (built) => built,
): Comparison {
  const file = build.files.find(({ path }) => isOfKind(release, readArtefact(build.folder, path)));
  if (file === undefined) throw new Fault('RELEASE_KIND', { name: release.name });
  const difference = compareArtefacts(release, view(readArtefact(build.folder, file.path)));
  const differences = new Map(difference && [[file.path, difference]]);
  return { folder: build.folder, files: [file], differences };
}

function readArtefact(folder: string, path: string): Artefact {
  return { name: basename(path), bytes: readFileSync(join(folder, path)) };
}

function isOfKind(release: Artefact, candidate: Artefact): boolean {
  try {
    return findKind(candidate) === findKind(release);
  } catch (error) {
    if (error instanceof Fault && error.code === 'RELEASE_KIND') return false;
    throw error;
  }
}
