import type { HeaderRule } from './parse-headers.ts';
import { fillTarget, type RedirectRule } from './parse-redirects.ts';
import type { Redirection, RuleSet } from './rule-set.ts';

/** Creates the set of the rules of both files. */
export function createRuleSet(
  headers: readonly HeaderRule[],
  redirects: readonly RedirectRule[],
): RuleSet {
  return {
    fieldsOf: (path) => joinFields(headers, path),
    redirectionOf: (path) => findRedirection(redirects, path),
  };
}

function findRedirection(rules: readonly RedirectRule[], path: string): Redirection | undefined {
  for (const rule of rules) {
    const values = rule.pattern.match(path);
    if (values !== undefined) return { status: rule.status, target: fillTarget(rule, values) };
  }
  return undefined;
}

function joinFields(rules: readonly HeaderRule[], path: string): HeaderRule['fields'] {
  const joined = new Map<string, readonly [name: string, value: string]>();
  for (const { fields } of rules.filter(({ pattern }) => pattern.match(path) !== undefined))
    for (const [name, value] of fields) {
      const known = joined.get(name.toLowerCase());
      joined.set(name.toLowerCase(), known ? [known[0], `${known[1]}, ${value}`] : [name, value]);
    }
  return [...joined.values()];
}
