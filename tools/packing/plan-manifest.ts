/** The package.json of a package in this workspace, as far as packing changes it. */
export interface SourceManifest {
  readonly name: string;
  readonly version: string;
  readonly exports: Readonly<Record<string, string>>;
  readonly bin?: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly [field: string]: unknown;
}

/** Fields that are for this workspace: `private` protects it from an `npm publish` of the sources. */
const OF_WORKSPACE = ['private', 'nx'];

/**
 * Plans the package.json to publish: JavaScript and types instead of TypeScript, and nothing for tests.
 * The packages of Node are no dependencies: npm links the programs of all packages in node_modules/.bin, so
 * every script of the user's project would run on the pinned Node. It does not ask for npm's provenance, with
 * which npm refuses to publish outside a pipeline; the pipeline sets NPM_CONFIG_PROVENANCE.
 *
 * @param peers Packages that the user's project has, if it needs them at all, with the versions that fit.
 * @see https://docs.npmjs.com/generating-provenance-statements
 */
export function planManifest(
  source: SourceManifest,
  peers: Readonly<Record<string, string>>,
): object {
  const kept = Object.entries(source).filter(([field]) => !OF_WORKSPACE.includes(field));
  const [main, names] = [source.exports['.'], Object.keys(peers)];
  return {
    ...Object.fromEntries(kept),
    ...(main !== undefined && { main: compiled(main), types: typesOf(main) }),
    exports: planExports(source.exports),
    ...(source.bin && { bin: mapValues(source.bin, compiled) }),
    dependencies: Object.fromEntries(
      Object.entries(source.dependencies).filter(([name]) => !(name in peers)),
    ),
    ...(names.length > 0 && {
      peerDependencies: peers,
      peerDependenciesMeta: Object.fromEntries(names.map((name) => [name, { optional: true }])),
    }),
    publishConfig: { access: 'public' },
  };
}

function planExports(exports: SourceManifest['exports']): object {
  const published = Object.entries(exports).filter(([name]) => !name.startsWith('./testing'));
  return Object.fromEntries(
    published.map(([name, path]) => [
      name,
      path.endsWith('.ts') ? { types: typesOf(path), default: compiled(path) } : path,
    ]),
  );
}

/** The path that tsc gives a module. */
export function compiled(path: string): string {
  return path.replace(/\.ts$/, '.js');
}

function typesOf(path: string): string {
  return path.replace(/\.ts$/, '.d.ts');
}

function mapValues(
  record: Readonly<Record<string, string>>,
  change: (value: string) => string,
): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(record).map(([name, value]) => [name, change(value)]));
}

/** An executors.json or generators.json of Nx, or its migrations. */
export type NxList = Readonly<Record<string, unknown>>;

/**
 * Plans such a file of the package: the implementations as JavaScript, and only those that are published.
 *
 * @param isPublished Tells whether the package has a module, by its path without extension.
 */
export function planNxList(list: NxList, isPublished: (stem: string) => boolean): object {
  const entries = Object.entries(list).map(([group, value]) => {
    const isGroup = typeof value === 'object' && value !== null;
    return [group, isGroup ? planGroup(value as Group, isPublished) : value] as const;
  });
  return Object.fromEntries(entries);
}

type Group = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

function planGroup(group: Group, isPublished: (stem: string) => boolean): object {
  const entries = Object.entries(group).flatMap(([name, entry]) => {
    const field = 'implementation' in entry ? 'implementation' : 'factory';
    const path = entry[field];
    if (typeof path !== 'string') return [[name, entry] as const];
    const stem = path.replace(/\.ts$/, '');
    return isPublished(stem) ? [[name, { ...entry, [field]: `${stem}.js` }] as const] : [];
  });
  return Object.fromEntries(entries);
}
