import type { BundledPackage } from '../find-packages.ts';
import { parseExpression, type Expression } from '../parse-expression.ts';
import { listDeclared, renderDeclared } from './declared-licence.ts';
import type { LicencePolicy } from './licence-policy.ts';

/** What the licence of a package comes to. */
export type LicenceVerdict =
  /** SPDX identifiers, or `identifier WITH exception`, whose texts must be distributed. */
  | { readonly terms: readonly string[] }
  /** Why the package may not be shipped, for a line about it. */
  | { readonly problem: string };

/**
 * Checks that a package may be shipped: one side of an `OR` must be allowed, both sides of an `AND`. An exception
 * only adds permissions. What the policy allows by name, or by words that are not SPDX, has no terms.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
 */
export function checkLicence(
  { ref, folder, manifest }: BundledPackage,
  policy: LicencePolicy,
): LicenceVerdict {
  const denied = policy.deny.get(ref);
  if (denied !== undefined) return { problem: `denied, ${denied}` };
  if (policy.allow.has(ref)) return { terms: [] };
  const [terms] = listDeclared(manifest).flatMap((licence) => grant(licence, policy) ?? []);
  if (terms !== undefined) return terms;
  const licence = renderDeclared(manifest);
  if (licence === undefined) return { problem: `no licence in ${folder}/package.json` };
  const reason = policy.deny.get(licence);
  return { problem: `"${licence}"${reason === undefined ? '' : `, denied, ${reason}`}` };
}

function grant(
  licence: string,
  policy: LicencePolicy,
): { readonly terms: readonly string[] } | undefined {
  const expression = parseExpression(licence);
  const terms = expression === undefined ? [] : findTerms(expression, policy);
  if (expression === undefined && !isAllowed(licence, policy)) return undefined;
  return terms === undefined ? undefined : { terms };
}

/** The licences of an expression that a package is shipped by: the first side of an `OR` that is allowed. */
function findTerms(expression: Expression, policy: LicencePolicy): readonly string[] | undefined {
  if ('license' in expression) {
    const { license, exception } = expression;
    if (exception === undefined) return isAllowed(license, policy) ? [license] : undefined;
    const term = `${license} WITH ${exception}`;
    const isGranted = policy.allow.has(term) || isAllowed(license, policy);
    return isGranted && !policy.deny.has(term) ? [term] : undefined;
  }
  const [left, right] = [findTerms(expression.left, policy), findTerms(expression.right, policy)];
  if (expression.conjunction === 'or') return left ?? right;
  return left && right && [...left, ...right];
}

function isAllowed(licence: string, { allow, deny }: LicencePolicy): boolean {
  return allow.has(licence) && !deny.has(licence);
}
