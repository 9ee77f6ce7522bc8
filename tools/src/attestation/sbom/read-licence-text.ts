import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { BundledPackage } from './find-packages.ts';

/** Apache-2.0 requires NOTICE, section 4 (d). */
const NAMES = /^(licen[cs]e|copying|notice)([.-]|$)/i;

const NEWLINE = Buffer.from('\n');

/**
 * Reads the texts that must be distributed with a package: all its licence and notice files, concatenated.
 * The bytes do not change: old texts contain names in old encodings.
 *
 * @param root Workspace folder.
 * @throws {Fault} `LICENCE_TEXT_MISSING`
 */
export function readLicenceText(root: string, { ref, folder }: BundledPackage): Buffer {
  const names = readdirSync(join(root, folder))
    .toSorted()
    .filter((name) => NAMES.test(name) && statSync(join(root, folder, name)).isFile());
  if (names.length === 0) throw new Fault('LICENCE_TEXT_MISSING', { ref, folder });
  const texts = names.map((name) => readFileSync(join(root, folder, name)));
  return Buffer.concat(texts.flatMap((text, index) => (index === 0 ? [text] : [NEWLINE, text])));
}

/** Returns the file name for a text. Names of npm packages contain no `+`, so the file names are unique. */
export function renderTextName({ ref }: Pick<BundledPackage, 'ref'>): string {
  return `${ref.replace('/', '+')}.txt`;
}
