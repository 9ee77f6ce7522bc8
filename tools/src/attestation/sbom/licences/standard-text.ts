import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../../host/faults/fault.ts';
import type { BundledPackage } from '../find-packages.ts';
import { renderDeclared } from './declared-licence.ts';
import { findNotices } from './find-notices.ts';
import type { LicencePolicy } from './licence-policy.ts';

/** A package that may be shipped. */
export interface ShippedPackage {
  /** Workspace folder. */
  readonly root: string;
  readonly found: BundledPackage;
  /** What `checkLicence` found: the licences that it is shipped by. */
  readonly terms: readonly string[];
  readonly texts: LicencePolicy['texts'];
}

/** Texts of the SPDX licence list, by identifier, without its placeholders for a line of copyright. */
const STANDARD_TEXTS = join(import.meta.dirname, 'standard-texts');

const TEXT_REMEDY = 'correct it in "texts" of "licences" of "tscratch"';

/**
 * Reads the standard text of each term of a package, below a head that says why it is there and what the package
 * says of its copyright.
 *
 * @returns The texts, or the terms that have none.
 * @throws {Fault} `FILE_MISSING`
 * @see https://spdx.org/licenses/
 */
export function readStandardText(shipped: ShippedPackage): {
  readonly bytes: readonly Buffer[];
  readonly missing: readonly string[];
} {
  const { root, terms, texts } = shipped;
  const read = (term: string): readonly Buffer[] =>
    texts.has(term) ? readNamedText(root, texts.get(term)) : readOwnText(term);
  const missing = terms.filter((term) => read(term).length === 0);
  if (missing.length > 0) return { bytes: [], missing };
  return { bytes: [Buffer.from(renderHead(shipped)), ...terms.flatMap(read)], missing };
}

/**
 * Reads a file that the app names.
 *
 * @param path Relative to the workspace; undefined if it names none.
 * @throws {Fault} `FILE_MISSING`
 */
export function readNamedText(root: string, path: string | undefined): readonly Buffer[] {
  if (path === undefined) return [];
  if (!existsSync(join(root, path))) throw new Fault('FILE_MISSING', { path, remedy: TEXT_REMEDY });
  return [readFileSync(join(root, path))];
}

function readOwnText(term: string): readonly Buffer[] {
  const path = join(STANDARD_TEXTS, `${term}.txt`);
  return existsSync(path) ? [readFileSync(path)] : [];
}

function renderHead({ root, found, terms }: ShippedPackage): string {
  const licence = renderDeclared(found.manifest) ?? '';
  const notices = findNotices(join(root, found.folder), found.manifest);
  return [
    `${found.ref} declares the licence ${licence} in its package.json and contains no text of it.`,
    `This is the standard text of ${terms.join(' and ')}.`,
    '',
    ...(notices.length === 0 ? ['The package names no holder of its copyright.'] : notices),
    '',
  ].join('\n');
}
