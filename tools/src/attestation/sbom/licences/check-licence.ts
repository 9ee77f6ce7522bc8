import type { BundledPackage } from '../find-packages.ts';
import { parseExpression, type Expression } from '../parse-expression.ts';
import { listDeclared, renderDeclared } from './declared-licence.ts';
import type { LicencePolicy } from './licence-policy.ts';

/** A single licence of an expression. */
type Term = Extract<Expression, { readonly license: string }>;

/** What the licence of a package comes to. */
export type LicenceVerdict =
  /** SPDX identifiers, or `identifier WITH exception`, whose texts must be distributed. */
  | { readonly terms: readonly string[] }
  /** Why the package may not be shipped, for a line about it. */
  | { readonly problem: string };

/**
 * Checks that a package may be shipped: one side of an `OR` must be allowed, both sides of an `AND`. An exception
 * only adds permissions. What the policy allows by name, or by words that are not SPDX, has no terms. What it denies
 * is refused, even if it allows the package by name.
 *
 * @see https://spdx.github.io/spdx-spec/v3.0.1/annexes/spdx-license-expressions/
 */
export function checkLicence(
  { ref, folder, manifest }: BundledPackage,
  policy: LicencePolicy,
): LicenceVerdict {
  const denied = policy.deny.get(ref);
  if (denied !== undefined) return { problem: `denied, ${denied}` };
  const declared = listDeclared(manifest);
  const isDeniedOnly = declared.length > 0 && declared.every((one) => isDenied(one, policy));
  if (policy.allow.has(ref) && !isDeniedOnly) return { terms: [] };
  const [terms] = declared.flatMap((licence) => grant(licence, policy) ?? []);
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
    const names = listNames(expression);
    const isGranted = names.some((name) => policy.allow.has(name));
    return isGranted && !isDeniedTerm(expression, policy) ? names.slice(-1) : undefined;
  }
  const [left, right] = [findTerms(expression.left, policy), findTerms(expression.right, policy)];
  if (expression.conjunction === 'or') return left ?? right;
  return left && right && [...left, ...right];
}

/** Tells whether the policy denies every way to have a licence: one side of an `AND`, or both sides of an `OR`. */
function isDenied(licence: string, policy: LicencePolicy): boolean {
  const check = (part: Expression): boolean => {
    if ('license' in part) return isDeniedTerm(part, policy);
    const { left, right, conjunction } = part;
    return conjunction === 'or' ? check(left) && check(right) : check(left) || check(right);
  };
  const expression = parseExpression(licence);
  return expression === undefined ? policy.deny.has(licence) : check(expression);
}

function isDeniedTerm(term: Term, { deny }: LicencePolicy): boolean {
  return listNames(term).some((name) => deny.has(name));
}

/** The keys of a policy that are about a licence; the last one names it in full. */
function listNames({ license, exception }: Term): readonly string[] {
  return exception === undefined ? [license] : [license, `${license} WITH ${exception}`];
}

function isAllowed(licence: string, { allow, deny }: LicencePolicy): boolean {
  return allow.has(licence) && !deny.has(licence);
}
