import { Fault } from '../../host/faults/fault.ts';
import type { BundledPackage } from './find-packages.ts';
import { parseExpression, type Expression } from './parse-expression.ts';

/** Licences that a package in a bundle may have, by SPDX identifier, and why. */
const ALLOWED: Readonly<Record<string, string>> = {
  '0BSD': 'asks for nothing',
  'Apache-2.0': 'asks for its text and NOTICE, which are passed on; grants patents',
  'BSD-2-Clause': 'asks for its text, which is passed on',
  'BSD-3-Clause': 'asks for its text, which is passed on',
  ISC: 'asks for its text, which is passed on',
  MIT: 'asks for its text, which is passed on',
};

/**
 * Checks that a package may be shipped: of an `OR` one side has to be allowed, of an `AND` both.
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
