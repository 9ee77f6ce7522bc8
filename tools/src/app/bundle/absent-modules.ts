import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { relative } from 'node:path';
import type { ImportKind, OnResolveArgs, Plugin, PluginBuild } from 'esbuild';
import { Fault } from '../../host/faults/fault.ts';
import { packageNameOf, packageOf } from './package-of.ts';
import { isMarked, markRequest } from './plugin-data.ts';
import { findLoader } from './source-loader.ts';

const NAME = 'absent-modules';

/** Namespace of the modules that stand for absent ones. */
export const ABSENT = 'absent';

/** Requests that a program may survive. A static import of an absent module ends any program. */
const FALLIBLE: readonly ImportKind[] = ['require-call', 'dynamic-import'];

/**
 * Lets a request of a module that is not installed fail when it is reached, with the message and code of
 * Node. esbuild leaves such a request in the bundle, and the program would look for the module on the disk
 * of the machine that runs it. In the sources of the program itself, a request that no try/catch
 * surrounds is a mistake, and so is a static import.
 *
 * @param omit Packages to treat as not installed.
 */
export function absentModules(omit: readonly string[]): Plugin {
  return {
    name: NAME,
    setup(build) {
      const { absWorkingDir: root } = build.initialOptions;
      assert(root, 'absWorkingDir must be set: module names in the bundle are relative to it');
      build.onResolve({ filter: /^/ }, async (request) => {
        const { path, kind, importer: file } = request;
        if (isMarked(request.pluginData, NAME)) return undefined;
        const isOmitted = file !== '' && omit.includes(packageNameOf(path));
        const found = isOmitted ? 'absent' : await findModule(build, request);
        if (found === 'present') return undefined;
        const module: AbsentModule = { path, kind, importer: relative(root, file) };
        if (found === 'missing')
          return { errors: [{ text: new Fault('MODULE_MISSING', module).message }] };
        // The path lies below that of the importer, so that the SBOM counts it as part of the importer's package.
        const place = { namespace: ABSENT, path: `${module.importer}/${path}` };
        return { ...place, suffix: `?${kind}`, pluginData: module };
      });
      build.onLoad({ filter: /^/, namespace: ABSENT }, ({ pluginData }) => ({
        contents: renderAbsent(pluginData as AbsentModule),
      }));
    },
  };
}

interface AbsentModule {
  readonly path: string;
  readonly kind: ImportKind;
  /** Relative to the workspace. */
  readonly importer: string;
}

/** Whether a module is there, or else whether the program may run without it. */
type Finding = 'present' | 'absent' | 'missing';

async function findModule(build: PluginBuild, request: OnResolveArgs): Promise<Finding> {
  const { path, kind, importer, namespace, resolveDir } = request;
  const isOfPackage = packageOf(importer) !== undefined;
  const isFallible = FALLIBLE.includes(kind);
  const isOwnImport = kind === 'import-statement' && !isOfPackage;
  if (isBuiltin(path) || !(isFallible || isOwnImport)) return 'present';
  const pluginData = markRequest(request.pluginData, NAME);
  const asked = { kind, importer, namespace, resolveDir, pluginData };
  const { errors } = await build.resolve(path, asked);
  if (errors.length === 0) return 'present';
  const isSurvived = isFallible && (isOfPackage || (await isGuarded(build, request)));
  return isSurvived ? 'absent' : 'missing';
}

/** Tells whether try/catch or .catch() surrounds each request of a module in a file: esbuild fails otherwise. */
async function isGuarded(
  { esbuild, initialOptions }: PluginBuild,
  request: OnResolveArgs,
): Promise<boolean> {
  const { importer, path: wanted, namespace } = request;
  if (namespace !== 'file') return false;
  const contents = await readFile(importer, 'utf8');
  const built = esbuild.build({
    stdin: { contents, loader: findLoader(importer, initialOptions) },
    bundle: true,
    platform: 'node',
    format: 'esm', // also accepts top-level await
    write: false,
    logLevel: 'silent',
    plugins: [onlyResolve(wanted)],
  });
  return built.then(
    () => true,
    () => false,
  );
}

function onlyResolve(wanted: string): Plugin {
  return {
    name: 'only-resolve',
    setup(build) {
      build.onResolve({ filter: /^/ }, ({ path }) =>
        path === wanted ? undefined : { path, external: true },
      );
    },
  };
}

/** Renders a module that fails as in Node's loaders of CommonJS and of ECMAScript modules. */
function renderAbsent({ path, kind, importer }: AbsentModule): string {
  const [code, message] =
    kind === 'require-call'
      ? ['MODULE_NOT_FOUND', `Cannot find module '${path}'\nRequire stack:\n- ${importer}`]
      : ['ERR_MODULE_NOT_FOUND', `Cannot find package '${path}' imported from ${importer}`];
  return `throw Object.assign(new Error(${JSON.stringify(message)}), { code: '${code}' });`;
}
