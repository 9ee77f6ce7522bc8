import { formatDelta } from '../../host/format-delta.ts';
import { formatSize } from '../../host/format-size.ts';
import { renderTable } from '../../host/render-table.ts';
import type { LibraryLock, LockedLibrary } from '../../node/libraries/library-lock.ts';

/** The libraries of a lock, with the symbol versions that each provides, by the paths of their files. */
export interface LibrarySet {
  readonly lock: LibraryLock;
  readonly symbolVersions: ReadonlyMap<string, readonly string[]>;
}

/** Renders the changes of a renewal, for the people who decide about it. */
export function renderChanges(before: LibrarySet, after: LibrarySet): string {
  const packages = renderPackages(before.lock, after.lock);
  const files = renderFiles(before.lock, after.lock);
  const versions = renderSymbolVersions(before, after);
  const count = `${after.lock.libraries.length} libraries`;
  const parts = [packages, files, versions].filter((lines) => lines.length > 0);
  if (parts.length === 0) return `${count}, all unchanged`;
  return [
    ...parts.map((lines) => lines.join('\n')),
    versions.length === 0 ? `${count}, which provide the same symbol versions as before` : count,
  ].join('\n\n');
}

/** Returns the path of a library below the folder of the lock. */
export function keyOfLibrary({ architecture, name }: LockedLibrary): string {
  return `${architecture}/${name}`;
}

function renderPackages(before: LibraryLock, after: LibraryLock): readonly string[] {
  const [old, fresh] = [versionsOf(before), versionsOf(after)];
  const rows = changedKeys(old, fresh).map((key) => [
    key,
    old.get(key) ?? 'none',
    fresh.get(key) ?? 'none',
  ]);
  return rows.length === 0 ? [] : [renderTable([['package', 'before', 'after'], ...rows])];
}

function versionsOf({ libraries }: LibraryLock): ReadonlyMap<string, string> {
  return new Map(
    libraries.map((library) => [`${library.architecture}/${library.package}`, library.version]),
  );
}

function renderFiles(before: LibraryLock, after: LibraryLock): readonly string[] {
  const [old, fresh] = [before, after].map(
    ({ libraries }) => new Map(libraries.map((library) => [keyOfLibrary(library), library])),
  ) as [Map<string, LockedLibrary>, Map<string, LockedLibrary>];
  const [oldDigests, freshDigests] = [digestsOf(before), digestsOf(after)];
  const rows = changedKeys(oldDigests, freshDigests).map((key) => {
    const [was, is] = [old.get(key)?.sizeBytes ?? 0, fresh.get(key)?.sizeBytes ?? 0];
    const digests = [oldDigests, freshDigests].map((map) => map.get(key)?.slice(0, 12) ?? 'none');
    return [key, formatSize(was), formatSize(is), formatDelta(is - was), ...digests];
  });
  const heading = ['library', 'before', 'after', 'change', 'sha256 before', 'after'];
  return rows.length === 0 ? [] : [renderTable([heading, ...rows])];
}

function digestsOf({ libraries }: LibraryLock): ReadonlyMap<string, string> {
  return new Map(libraries.map((library) => [keyOfLibrary(library), library.sha256]));
}

function renderSymbolVersions(before: LibrarySet, after: LibrarySet): readonly string[] {
  const keys = [...after.symbolVersions.keys(), ...before.symbolVersions.keys()];
  return [...new Set(keys)].flatMap((key) => {
    const [old, fresh] = [before, after].map((set) => set.symbolVersions.get(key) ?? []);
    const added = fresh?.filter((version) => !old?.includes(version)) ?? [];
    const gone = old?.filter((version) => !fresh?.includes(version)) ?? [];
    return [
      ...added.map((version) => `  + ${version} of ${key}`),
      ...gone.map((version) => `  - ${version} of ${key}`),
    ];
  });
}

/** Lists the keys whose values differ, in the order of the new set. */
function changedKeys(
  old: ReadonlyMap<string, string>,
  fresh: ReadonlyMap<string, string>,
): readonly string[] {
  const keys = new Set([...fresh.keys(), ...old.keys()]);
  return [...keys].filter((key) => old.get(key) !== fresh.get(key));
}
