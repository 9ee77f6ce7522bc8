import type { Metafile } from 'esbuild';
import { ABSENT } from './absent-modules.ts';
import type { FileNotes, Remark } from './bundle-notes.ts';
import { packageOf } from './package-of.ts';

/** Longest part of a line of code to show: a line of a minified file may be the whole file. */
const CODE_CHARACTERS = 80;

/** Plans the report about what a bundle lacks: nothing for a bundle that is complete. */
export function planReport(
  metafile: Metafile | undefined,
  notes: ReadonlyMap<string, FileNotes>,
): readonly string[] {
  const computed = [...notes.values()].flatMap((found) => found.computed);
  const incomplete = [...notes.values()].flatMap((found) => found.incomplete);
  const asking = [...notes].filter(([, { asksForFolder }]) => asksForFolder);
  const owners = new Set(asking.map(([file]) => packageOf(file) ?? file));
  return [
    ...renderSection('Not installed; to load them fails as under Node:', listAbsent(metafile)),
    ...renderSection(
      'Computed when the program runs; it can load modules of Node, files of the program and packages of package.json:',
      computed.map(renderRemark),
    ),
    ...renderSection(
      'Named by a template without an extension, which only Node completes; write it out:',
      incomplete.map(renderRemark),
    ),
    ...renderSection('Look into their own folder, of which the program has no file:', [...owners]),
    ...(computed.length + incomplete.length + owners.size > 0 ? [REMEDY] : []),
  ];
}

const REMEDY =
  'Load modules by literal names and list files in "include" of "tscratch" in package.json, or list what this app does not need, with the reason, in "knownGaps".';

function renderSection(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  ${line}`)];
}

/** Lists the absent modules in a bundle, each with the packages or files that ask for it. */
function listAbsent(metafile: Metafile | undefined): readonly string[] {
  const bundled = new Set(
    Object.values(metafile?.outputs ?? {}).flatMap(({ inputs }) => Object.keys(inputs)),
  );
  const importersOf = new Map<string, Set<string>>();
  for (const [importer, { imports }] of Object.entries(metafile?.inputs ?? {}))
    for (const { path, original = path } of imports)
      if (path.startsWith(`${ABSENT}:`) && bundled.has(path)) {
        const importers = importersOf.get(original) ?? new Set();
        importersOf.set(original, importers.add(packageOf(importer) ?? importer));
      }
  const names = [...importersOf.keys()].toSorted();
  return names.map((name) => `${name}  (${[...(importersOf.get(name) ?? [])].join(', ')})`);
}

function renderRemark({ file, line, code }: Remark): string {
  return `${file}:${line}  ${shorten(code)}`;
}

function shorten(code: string): string {
  return code.length > CODE_CHARACTERS ? `${code.slice(0, CODE_CHARACTERS)}...` : code;
}
