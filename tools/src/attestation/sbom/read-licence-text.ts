import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Fault } from '../../host/faults/fault.ts';
import type { BundledPackage } from './find-packages.ts';

/** Apache-2.0 wants NOTICE passed on, section 4 (d). */
const NAMES = /^(licen[cs]e|copying|notice)([.-]|$)/i;

const NEWLINE = Buffer.from('\n');

/**
 * Reads what a package wants passed on with it: all its files of licence and notice, one after the other.
 * Their bytes stay as they are: old texts have names in old encodings.
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

/** Names the file of a text: a name of npm has no `+`, so no two packages meet in one. */
export function renderTextName({ ref }: Pick<BundledPackage, 'ref'>): string {
  return `${ref.replace('/', '+')}.txt`;
}
