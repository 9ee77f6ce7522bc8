import type { TargetConfiguration } from '@nx/devkit';
import { join } from 'node:path';
import { isRecord } from '../../host/configuration/shape.ts';
import type { PackageJson, ProjectFiles } from './project-files.ts';

/** A project that has a program for Node. */
export interface NodeProgram {
  /** The file that starts it, relative to the workspace; undefined if only its configuration says that there is one. */
  readonly main: string | undefined;
}

/**
 * Finds out whether a project is a program for Node, and which file starts it: from its configuration, from
 * its targets, from the configuration of its bundler, or from its package.json. Libraries and e2e projects
 * are none, unless they have an object `tscratch`.
 */
export function findProgram(files: ProjectFiles): NodeProgram | undefined {
  const { projectJson, packageJson } = files;
  const declared = [packageJson.tscratch, projectJson.tscratch].filter(isRecord);
  const said = declared.map((own) => own['main']).find((main) => typeof main === 'string');
  const guess = said ?? guessMain(files);
  const main = guess === undefined ? undefined : join(files.folder, guess);
  if (declared.length > 0) return { main };
  return isProgram(files) && main !== undefined ? { main } : undefined;
}

function isProgram({ folder, projectJson, packageJson }: ProjectFiles): boolean {
  const { projectType, tags = [], name = folder } = { ...packageJson.nx, ...projectJson };
  return projectType !== 'library' && !/[-/]e2e$/.test(name) && !tags.includes('type:e2e');
}

/** The first evidence, relative to the folder of the project. */
function guessMain(files: ProjectFiles): string | undefined {
  const { projectJson, packageJson } = files;
  const targets = Object.values({ ...packageJson.nx?.targets, ...projectJson.targets });
  const ofTargets = targets.filter((target) => target !== undefined);
  const candidates = [
    ...ofTargets.flatMap((target) => listTargetMains(target, files)),
    ...['webpack', 'rspack'].flatMap((bundler) => listBundlerMains(bundler, files)),
    ...listPackageMains(packageJson, files),
  ];
  return candidates.map((path) => findSource(path, files)).find((path) => path !== undefined);
}

const SOURCES = ['src/main.ts', 'src/index.ts', 'src/server.ts', 'src/main.js', 'src/index.js'];

function listTargetMains(
  { executor = '', options }: TargetConfiguration,
  { folder, projectJson }: ProjectFiles,
): readonly string[] {
  const { main, target, platform } = (options ?? {}) as Readonly<Record<string, unknown>>;
  if (executor === '@nx/js:node') return SOURCES;
  if (typeof main !== 'string' || !/\.[cm]?[jt]s$/.test(main)) return [];
  const isForNode =
    (executor === '@nx/esbuild:esbuild' && platform !== 'browser') ||
    (/^@nx\/(?:webpack:webpack|rspack:rspack)$/.test(executor) && target === 'node') ||
    (/^@nx\/js:(?:tsc|swc)$/.test(executor) && projectJson.projectType === 'application');
  const own = main.replace('{projectRoot}', folder);
  return isForNode ? [own.startsWith(`${folder}/`) ? own.slice(folder.length + 1) : own] : [];
}

/** Nx infers targets from these files, and its generators write both options into them. */
function listBundlerMains(bundler: string, { read }: ProjectFiles): readonly string[] {
  const texts = ['js', 'cjs', 'mjs', 'ts'].map((extension) =>
    read(`${bundler}.config.${extension}`),
  );
  const text = texts.find((found) => found !== undefined) ?? '';
  if (!/\btarget:\s*['"](?:async-)?node/.test(text)) return [];
  const [, main] = /\bmain:\s*['"]\.?\/?([^'"]+)['"]/.exec(text) ?? [];
  return main === undefined ? SOURCES : [main, ...SOURCES];
}

/** A start of a program: options, of which some have a value of their own, then its file. */
const STARTS =
  /\b(?:node|tsx|ts-node|nodemon)\s+(?:(?:(?:-r|-C|--require|--import|--conditions|--env-file)\s+\S+|-\S+|watch)\s+)*([^\s-]\S*\.[cm]?[jt]s)\b/;

function listPackageMains(manifest: PackageJson, { projectJson }: ProjectFiles): readonly string[] {
  const { bin, main, scripts = {} } = manifest;
  const bins: readonly unknown[] =
    typeof bin === 'object' && bin !== null ? Object.values(bin) : [bin];
  const [, started] = STARTS.exec(scripts['start'] ?? '') ?? [];
  const isLibrary = ['exports', 'types', 'typings', 'module'].some((name) => name in manifest);
  const runs = 'start' in scripts || manifest.private === true;
  const isApplication = (projectJson.projectType ?? manifest.nx?.projectType) === 'application';
  const mains = !isLibrary && (runs || isApplication) ? [started, main] : [started];
  return [...bins, ...mains].filter((path) => typeof path === 'string');
}

const OUTPUT = /^(?:\.\/)?(?:dist|build|out|lib)\/(?:src\/)?/;

/** The source of a file that a compiler writes, or the file itself; undefined if neither is there. */
function findSource(path: string, { read }: ProjectFiles): string | undefined {
  const stem = path.replace(/\.([cm]?)[jt]s$/, '');
  const named = path.replace(/^\.\//, '');
  const compiled = stem.replace(OUTPUT, 'src/');
  const sources = OUTPUT.test(path)
    ? ['.ts', '.mts', '.cts', '.js', '.mjs'].map((extension) => compiled + extension)
    : [];
  return [...sources, named].find((candidate) => read(candidate) !== undefined);
}
