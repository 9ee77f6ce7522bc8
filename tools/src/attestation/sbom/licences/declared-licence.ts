import { isRecord } from '../../../host/configuration/shape.ts';
import type { PackageManifest } from '../find-owner.ts';

type LicenceFields = Pick<PackageManifest, 'license' | 'licenses'>;

/**
 * Lists the licences that a package.json offers to choose from, each as its author wrote it: usually a single
 * SPDX expression. Old packages have an object with a `type`, or a list of them in `licenses`.
 *
 * @see https://docs.npmjs.com/cli/v11/configuring-npm/package-json#license
 */
export function listDeclared({ license, licenses }: LicenceFields): readonly string[] {
  const types = listTypes(license);
  return types.length > 0 ? types : listTypes(licenses);
}

/** Renders what `listDeclared` lists as one expression; undefined if there is no licence. */
export function renderDeclared(manifest: LicenceFields): string | undefined {
  const declared = listDeclared(manifest);
  return declared.length === 0 ? undefined : declared.join(' OR ');
}

function listTypes(field: unknown): readonly string[] {
  const entries: readonly unknown[] = Array.isArray(field) ? field : [field];
  return entries
    .map((entry) => (isRecord(entry) ? entry['type'] : entry))
    .filter((type): type is string => typeof type === 'string' && type !== '');
}
