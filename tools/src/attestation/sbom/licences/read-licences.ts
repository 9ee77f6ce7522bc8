import { Fault } from '../../../host/faults/fault.ts';
import type { BundledPackage } from '../find-packages.ts';
import { checkLicence } from './check-licence.ts';
import type { LicencePolicy } from './licence-policy.ts';
import { readLicenceText, renderTextName } from './read-licence-text.ts';

/** The licences of the packages in a bundle. */
export interface Licences {
  /** Texts to distribute, by file name. */
  readonly texts: ReadonlyMap<string, Buffer>;
  /** Refs of the packages with the standard text, because they contain none. */
  readonly standard: readonly string[];
  /** Why the bundle may not be shipped; undefined if it may. */
  readonly fault: Fault<'LICENCES_REFUSED'> | undefined;
}

/**
 * Reads the licence of each package in a bundle, and checks them all before it says what is wrong.
 *
 * @param root Workspace folder.
 * @throws {Fault} `FILE_MISSING`
 */
export function readLicences(
  root: string,
  packages: readonly BundledPackage[],
  policy: LicencePolicy,
): Licences {
  const checked = packages.map((found) => readLicence(root, found, policy));
  const problems = checked.flatMap(({ problem = [] }) => problem);
  const allowed = [...policy.allow.keys()].filter((licence) => !policy.deny.has(licence));
  return {
    texts: new Map(checked.flatMap(({ name, bytes }) => (bytes ? [[name, bytes] as const] : []))),
    standard: checked.flatMap(({ ref, isStandard }) => (isStandard ? [ref] : [])),
    fault: problems.length === 0 ? undefined : new Fault('LICENCES_REFUSED', { problems, allowed }),
  };
}

interface CheckedLicence {
  readonly ref: string;
  /** File name of the text. */
  readonly name: string;
  readonly bytes: Buffer | undefined;
  readonly isStandard: boolean;
  readonly problem?: string;
}

function readLicence(root: string, found: BundledPackage, policy: LicencePolicy): CheckedLicence {
  const { ref, folder } = found;
  const verdict = checkLicence(found, policy);
  const terms = 'terms' in verdict ? verdict.terms : [];
  const { missing, ...text } = readLicenceText({ root, found, terms, texts: policy.texts });
  const checked = { ref, name: renderTextName(found), ...text };
  if ('problem' in verdict) return { ...checked, problem: `${ref}: ${verdict.problem}` };
  if (missing.length === 0) return checked;
  return { ...checked, problem: `${ref}: no text of ${missing.join(', ')} in ${folder}` };
}

/** Renders the line about the packages of a bundle. */
export function renderLicenceReport(count: number, { standard, fault }: Licences): string {
  const refused = fault?.facts.problems.length ?? 0;
  const licences = refused === 0 ? 'each with its licence' : `${refused} of them refused`;
  return `${count} npm packages, ${licences}${renderStandard(standard.length)}`;
}

function renderStandard(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? '; 1 contains no text and gets the standard one'
    : `; ${count} contain no text and get the standard one`;
}
