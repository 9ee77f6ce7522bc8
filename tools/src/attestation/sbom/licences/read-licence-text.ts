import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isRecord } from '../../../host/configuration/shape.ts';
import type { BundledPackage } from '../find-packages.ts';
import { readNamedText, readStandardText, type ShippedPackage } from './standard-text.ts';

const LICENCE = /^(?:(?:mit-|un)?licen[cs]es?|copying|copyright)(?:[.-]|$)/i;
/** Apache-2.0 requires NOTICE, section 4 (d). */
const NOTICE = /^notice(?:[.-]|$)/i;
/** Code about licences. */
const CODE = /\.(?:[cm]?[jt]sx?|json|map)$/i;

const NEWLINE = Buffer.from('\n');

/** The text that must be distributed with a package. */
export interface LicenceText {
  /** Undefined if there is none. */
  readonly bytes: Buffer | undefined;
  /** Whether it is the standard text, because the folder of the package has none. */
  readonly isStandard: boolean;
  /** Terms without a text, neither in the folder nor in the options nor in the tools. */
  readonly missing: readonly string[];
}

/**
 * Reads the text that must be distributed with a package: all its licence and notice files, concatenated, and the
 * one that the app adds; the standard text of its licence if there is none. The bytes of files do not change: old
 * texts contain names in old encodings.
 *
 * @throws {Fault} `FILE_MISSING` if the app names a file that does not exist.
 */
export function readLicenceText(shipped: ShippedPackage): LicenceText {
  const { root, found, terms, texts } = shipped;
  const [licences, notices] = [LICENCE, NOTICE].map((names) => readFiles(root, found, names));
  const own = [...(licences ?? []), ...readNamedText(root, texts.get(found.ref))];
  const isBare = own.length === 0 && terms.length > 0;
  const { bytes: standard, missing } = isBare ? readStandardText(shipped) : NO_TEXT;
  const all = [...renderSource(shipped), ...own, ...standard, ...(notices ?? [])];
  return { bytes: joinTexts(all), isStandard: standard.length > 0, missing };
}

const NO_TEXT = { bytes: [], missing: [] };

function readFiles(root: string, { folder }: BundledPackage, names: RegExp): readonly Buffer[] {
  return readdirSync(join(root, folder))
    .toSorted()
    .filter((name) => names.test(name) && !CODE.test(name))
    .map((name) => join(root, folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
}

/** MPL-2.0 requires to say where the source is, section 3.2 (a). */
function renderSource({ found, terms }: ShippedPackage): readonly Buffer[] {
  const { ref, manifest } = found;
  if (!terms.includes('MPL-2.0')) return [];
  const { repository } = manifest;
  const address = isRecord(repository) ? repository['url'] : repository;
  const also = typeof address === 'string' ? `, and ${address}` : '';
  return [Buffer.from(`The source code of ${ref}: npm pack ${ref}${also}\n`)];
}

function joinTexts(texts: readonly Buffer[]): Buffer | undefined {
  if (texts.length === 0) return undefined;
  return Buffer.concat(texts.flatMap((text, index) => (index === 0 ? [text] : [NEWLINE, text])));
}

/** Returns the file name for a text. Names of npm packages contain no `+`, so the file names are unique. */
export function renderTextName({ ref }: Pick<BundledPackage, 'ref'>): string {
  return `${ref.replace('/', '+')}.txt`;
}
