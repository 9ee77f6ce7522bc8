import type TypeScript from 'typescript';

/** Start of the names of modules whose exports are asked for as members. */
const TYPES = '__types';

/** Gets such a member. esbuild declares no module for an interface that another module exports again. */
const GET = `function ${TYPES}Get(get) { try { return get(); } catch { return undefined; } }`;

/** What TypeScript writes for a type that may be a class. */
const SERIALIZED = /typeof \((\w+) = typeof ([\p{ID_Continue}$]+) !== "undefined" && \2\)/gu;

/**
 * Makes metadata ask a module for a type as its member, which the module may lack: an interface is no export,
 * and a file that is compiled alone does not tell it from a class. TypeScript with the whole program leaves
 * such imports out, and the metadata says `Object`; here the member is undefined, and it says the same.
 * The module itself is not used as a value, so that esbuild drops what no one uses of it.
 *
 * @param output A module that TypeScript has compiled with metadata, and with its imports as they were.
 * @see https://www.typescriptlang.org/tsconfig/#isolatedModules
 */
export function loosenTypeImports(ts: typeof TypeScript, output: string): string {
  const imported = listImported(ts, output);
  const used = new Set([...output.matchAll(SERIALIZED)].map(([, , name]) => name));
  const members = imported.filter(({ name }) => used.has(name));
  if (members.length === 0) return output;
  const found = new Map(members.map(({ name, member }) => [name, member]));
  return addNamespaces(output, members).replace(SERIALIZED, (text, variable, name: string) => {
    const member = found.get(name);
    return member === undefined ? text : `typeof (${variable} = ${TYPES}Get(() => ${member}))`;
  });
}

/** Tells by its line whether a warning is about such a member, which may be missing. */
export function isTypeMember(lineText: string): boolean {
  return new RegExp(String.raw`\b${TYPES}\d+\.\w`).test(lineText);
}

/** A name that an import declares. */
interface Imported {
  readonly name: string;
  /** The same as a member of a second import of the module. */
  readonly member: string;
  /** That import. */
  readonly statement: string;
  /** Where the first import ends. */
  readonly end: number;
}

function listImported(ts: typeof TypeScript, output: string): readonly Imported[] {
  const source = ts.createSourceFile('output.js', output, ts.ScriptTarget.ESNext);
  return source.statements.flatMap((statement, index) => {
    if (!ts.isImportDeclaration(statement)) return [];
    const module = `${TYPES}${index}`;
    const from = statement.moduleSpecifier.getText(source);
    return listNames(ts, statement).map(([name, exported]) => ({
      name,
      member: `${module}.${exported}`,
      statement: `import * as ${module} from ${from};`,
      end: statement.end,
    }));
  });
}

/** The names of an import, each with that of the export. */
function listNames(
  ts: typeof TypeScript,
  { importClause }: TypeScript.ImportDeclaration,
): readonly (readonly [string, string])[] {
  const { name, namedBindings } = importClause ?? {};
  const isNamed = namedBindings !== undefined && ts.isNamedImports(namedBindings);
  const named = isNamed ? namedBindings.elements : [];
  return [
    ...(name === undefined ? [] : [[name.text, 'default'] as const]),
    ...named.map((each) => [each.name.text, (each.propertyName ?? each.name).text] as const),
  ];
}

/** Imports modules a second time, each directly after the first time: no line moves, and the order stays. */
function addNamespaces(output: string, members: readonly Imported[]): string {
  const statements = new Map(members.map(({ end, statement }) => [end, statement]));
  const [[first] = [0]] = statements;
  const edits = [...statements, [first, GET] as const].toSorted(([a], [b]) => b - a);
  return edits.reduce((text, [end, added]) => text.slice(0, end) + added + text.slice(end), output);
}
