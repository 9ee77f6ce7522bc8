import { parse } from 'yaml';
import { isRecord } from '../../host/configuration/shape.ts';
import {
  collectPackages,
  readIntegrity,
  readRecords,
  splitRef,
  type LockedPackages,
} from './locked-packages.ts';

/**
 * Parses a lock file of Yarn. That of the first Yarn has a format of its own; those of later ones are YAML,
 * and their checksums are of archives that Yarn itself makes, so they say nothing about those of the registry.
 * So no package needs a digest.
 */
export function parseYarnLock(text: string): LockedPackages {
  return /^# yarn lockfile v1$/m.test(text) ? parseFirst(text) : parseLater(text);
}

/** An entry: the ranges that it satisfies, then its fields, each behind two spaces. */
const ENTRY = /^"?(@?[^@\n"]+)@([^\n]*):\n((?: {2}.*\n?)+)/gm;

function parseFirst(text: string): LockedPackages {
  return collectPackages(
    [...text.matchAll(ENTRY)].map(([, name = '', ranges = '', fields = '']) => {
      const [, version = ''] = /^ {2}version "(.*)"$/m.exec(fields) ?? [];
      const [, integrity] = /^ {2}integrity (.*)$/m.exec(fields) ?? [];
      const [, alias] = /^npm:(@?[^@",]+)/.exec(ranges) ?? [];
      return [
        `${alias ?? name}@${version}`,
        { digest: readIntegrity(integrity), needsDigest: false },
      ];
    }),
  );
}

interface Entry {
  /** Such as `express@npm:5.1.0`. */
  readonly resolution?: string;
  readonly version?: unknown;
}

function parseLater(text: string): LockedPackages {
  const lock: unknown = parse(text);
  const { __metadata, ...entries } = isRecord(lock) ? lock : {};
  if (__metadata === undefined) throw new SyntaxError('it has no "__metadata"');
  return collectPackages(
    readRecords<Entry>(entries).map(([, { resolution = '', version }]) => {
      const [name] = splitRef(resolution);
      return [`${name}@${String(version)}`, { digest: undefined, needsDigest: false }];
    }),
  );
}
