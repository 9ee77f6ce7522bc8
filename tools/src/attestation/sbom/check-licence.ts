import { Fault } from '../../host/faults/fault.ts';
import type { BundledPackage } from './find-packages.ts';
import { parseExpression, type Expression } from './parse-expression.ts';

/** Licences that a package in a bundle may have, by SPDX identifier, with the reason. */
const ALLOWED: Readonly<Record<string, string>> = {
  '0BSD': 'no conditions',
  'Apache-2.0': 'requires its text and NOTICE, which are distributed; grants patents',
  'BSD-2-Clause': 'requires its text, which is distributed',
  'BSD-3-Clause': 'requires its text, which is distributed',
  ISC: 'requires its text, which is distributed',
  MIT: 'requires its text, which is distributed',
};

/**
 * Checks that a package may be shipped: one side of an `OR` must be allowed, both sides of an `AND`.
 *
 * @returns The SPDX expression, as the package declares it.
 * @throws {Fault} `LICENCE_MISSING`, `LICENCE_REFUSED`.
 * @see https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
 */
export function checkLicence({ ref, folder, manifest }: BundledPackage): string {
  const { license: licence } = manifest;
  if (typeof licence !== 'string' || licence === '')
    throw new Fault('LICENCE_MISSING', { ref, folder });
  if (isAllowed(parseExpression(licence))) return licence;
  throw new Fault('LICENCE_REFUSED', { ref, licence, allowed: Object.keys(ALLOWED) });
}

function isAllowed(expression: Expression | undefined): boolean {
  if (expression === undefined) return false;
  if ('license' in expression) return Object.hasOwn(ALLOWED, expression.license);
  const { left, right, conjunction } = expression;
  if (conjunction === 'or') return isAllowed(left) || isAllowed(right);
  return isAllowed(left) && isAllowed(right);
}
