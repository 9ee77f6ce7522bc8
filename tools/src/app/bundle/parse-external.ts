import { isBuiltin } from 'node:module';

/** A package that an app declares as external. */
export interface ExternalName {
  /** Name of a package, or `@scope/*`. */
  readonly name: string;
  /** Path of the file that declares it, relative to the workspace. */
  readonly declaredIn: string;
}

export const EXTERNAL_EXPECTED =
  'a list of installed packages, whole scopes among them, such as ["bcrypt", "@aws-sdk/*"]';

/** @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#name */
const NAME = /^(?:@[\w.~-]+\/(?:\*|[\w.~-]+)|[\w~-][\w.~-]*)$/;

/**
 * Parses the option `external`.
 *
 * @returns Undefined for what is no list of names of packages.
 */
export function parseExternal(
  value: unknown,
  declaredIn: string,
): readonly ExternalName[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const names: readonly unknown[] = value;
  const isName = (name: unknown): name is string =>
    typeof name === 'string' && NAME.test(name) && !isBuiltin(name);
  return names.every(isName) ? names.map((name) => ({ name, declaredIn })) : undefined;
}
