import type { Metafile } from 'esbuild';
import { ABSENT } from './absent-modules.ts';
import { packageOf } from './package-of.ts';

/** A require() or import() whose target only the running program knows. */
export interface ComputedRequire {
  /** Relative to the workspace. */
  readonly file: string;
  readonly line: number;
  /** Text of the line. */
  readonly code: string;
}

/** Longest part of a line of code to show: a line of a minified file may be the whole file. */
const CODE_CHARACTERS = 80;

/** Plans the report about what a bundle does not contain: nothing for a bundle that is complete. */
export function planReport(
  metafile: Metafile | undefined,
  computed: readonly ComputedRequire[],
): readonly string[] {
  return [
    ...renderSection('Not installed; to load them fails as under Node:', listAbsent(metafile)),
    ...renderSection(
      'Computed when the program runs; it can load modules of Node, but no package:',
      computed.map(({ file, line, code }) => `${file}:${line}  ${shorten(code)}`),
    ),
    ...(computed.length === 0 ? [] : [REMEDY]),
  ];
}

const REMEDY =
  'Load what you need by a literal name, or list the package with your reason in "knownRequires" of "tscratch" in package.json.';

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

function shorten(code: string): string {
  return code.length > CODE_CHARACTERS ? `${code.slice(0, CODE_CHARACTERS)}...` : code;
}
