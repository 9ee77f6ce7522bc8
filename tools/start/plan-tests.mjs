/** The command line of `npm test`: nothing for the whole gate, or the paths whose specs to run. */
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { EX_USAGE, StartError } from './start-error.mjs';

export const TEST_HELP = `Usage: npm test [-- PATH ...]

Without a path, runs the whole gate: format, project references, lint, types, unit and e2e tests.
With paths, runs only the specs in them. A path is a spec file or a folder, for example
  npm test -- libs/server/src/http
  npm test -- tools/start/summary.spec.ts
  npm test -- apps/server-vps-e2e/src/readme.spec.ts     # builds what the e2e test needs first

One part of the gate: npm run lint, npm run typecheck, npm run unit, npm run e2e`;

/**
 * @typedef {object} TestRun One run of a project's Jest.
 * @property {string} project Folder of the project, relative to the workspace; also its counts' place.
 * @property {string[]} args Arguments of Nx.
 */

/**
 * Plans the runs for the given paths: one for each project that contains one of them, or is
 * contained in one.
 *
 * @param {string} root Workspace folder.
 * @param {readonly string[]} paths Relative to the workspace.
 * @returns {TestRun[]} Unit tests first.
 * @throws {StartError} With status 64 and a sentence for each path without specs.
 */
export function planTests(root, paths) {
  const places = paths.map((path) => relative(root, join(root, path)));
  const problems = places.map((place) => findPathProblem(root, place)).filter(Boolean);
  if (problems.length > 0) throw new StartError(problems.join('\n'), EX_USAGE);
  return listProjects(root)
    .map((project) => ({ project, patterns: findPatterns(project, places) }))
    .filter(({ patterns }) => patterns !== undefined)
    .map(({ project, patterns }) => ({
      project,
      args: ['run', nameTarget(project, patterns), ...patterns],
    }));
}

/**
 * Lists the projects that have tests.
 *
 * @param {string} root Workspace folder.
 * @returns {string[]} Folders relative to the workspace, those of unit tests first.
 */
export function listProjects(root) {
  const inGroups = ['libs', 'apps'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
  const projects = ['tools', ...inGroups].filter((project) =>
    existsSync(join(root, project, 'jest.config.cjs')),
  );
  return [...projects.filter((it) => !isE2e(it)), ...projects.filter(isE2e)];
}

function findPathProblem(root, place) {
  const problem = `Cannot test "${place}":`;
  const path = join(root, place);
  if (!existsSync(path))
    return `${problem} no such file or folder; write a path relative to the workspace, such as libs/server/src/http`;
  const isFolder = statSync(path).isDirectory();
  const isInProject = listProjects(root).some(
    (project) => isWithin(place, project) || isWithin(project, place),
  );
  if (isInProject && (isFolder ? hasSpecs(path) : isSpec(path))) return undefined;
  const expected = isFolder ? 'a folder that contains specs' : 'a spec, a file named *.spec.ts';
  return `${problem} expected ${expected}; npm test -- --help has examples`;
}

function hasSpecs(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .some((entry) => {
      const path = join(folder, entry.name);
      return entry.isDirectory() ? hasSpecs(path) : isSpec(path);
    });
}

function isSpec(path) {
  return path.endsWith('.spec.ts');
}

/** Jest's patterns relative to the project: none for the whole project, undefined for no test of it. */
function findPatterns(project, places) {
  if (places.some((place) => isWithin(project, place))) return [];
  const inside = places.filter((place) => isWithin(place, project));
  if (inside.length === 0) return undefined;
  return inside.map((place) => {
    const path = relative(project, place);
    return isSpec(path) ? path : `${path}/`;
  });
}

function isWithin(place, folder) {
  return folder === '' || place === folder || place.startsWith(`${folder}/`);
}

function nameTarget(project, patterns) {
  const target = `${project.split('/').at(-1)}:${isE2e(project) ? 'e2e' : 'test'}`;
  return patterns.some((it) => it.endsWith('.full.spec.ts')) ? `${target}:full` : target;
}

function isE2e(project) {
  return project.endsWith('-e2e');
}
