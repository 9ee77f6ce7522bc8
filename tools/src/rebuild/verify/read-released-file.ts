import { readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import type { Artefact } from '../compare/compare-artefacts.ts';
import { Fault } from '../../host/faults/fault.ts';
import { findArchitecture, parseRecord, type ReleaseRecord } from './parse-record.ts';

export interface ReleasedFile {
  readonly release: Artefact;
  readonly record: ReleaseRecord;
}

export interface ReleasedFileExpectation {
  /** Name of the program in an archive or a package. */
  readonly programName: string;
  /** Processor of this machine, in the terms of OCI and Debian. */
  readonly expected: string;
}

/**
 * Reads a released file and the sources that it records.
 *
 * @throws {Fault} `FILE_MISSING`, `RELEASE_PROCESSOR`, and those of `parseRecord`.
 */
export function readReleasedFile(
  path: string,
  { programName, expected }: ReleasedFileExpectation,
): ReleasedFile {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new Fault('FILE_MISSING', { path, remedy: 'pass the path of a released file' });
  const release = { name: basename(path), bytes: readFileSync(path) };
  const found = findArchitecture(release, programName) ?? expected;
  if (found !== expected)
    throw new Fault('RELEASE_PROCESSOR', { name: release.name, found, expected });
  return { release, record: parseRecord(release) };
}
