import type { TargetConfiguration } from '@nx/devkit';
import type { ProjectFiles } from './project-files.ts';
import { TARGET_NAMES, type TargetNames } from './target-names.ts';

/**
 * Names the targets of a project. If it has a target or a script of that name itself, that one wins in Nx, and ours
 * is `tscratch-NAME`: else our other targets would depend on a program of the project.
 *
 * @param given Other names, from the options of the plugin.
 */
export function nameTargets(files: ProjectFiles, given: Partial<TargetNames> = {}): TargetNames {
  const own = new Set(listOwnTargets(files));
  const names = Object.entries({ ...TARGET_NAMES, ...given }).map(
    ([kind, name]) => [kind, own.has(name) ? `tscratch-${name}` : name] as const,
  );
  return Object.fromEntries(names) as unknown as TargetNames;
}

function listOwnTargets({ projectJson, packageJson }: ProjectFiles): readonly string[] {
  const { nx = {}, scripts = {} } = packageJson;
  const declared = Object.entries({ ...nx.targets, ...projectJson.targets });
  const ours = declared.filter(([, target]) => isOurs(target)).map(([name]) => name);
  const theirs = declared.filter(([, target]) => isForeign(target)).map(([name]) => name);
  const included = nx.includedScripts ?? Object.keys(scripts);
  return [...theirs, ...included.filter((name) => !ours.includes(name))];
}

const OURS = '@tscratch/tools:';

function isOurs(target: TargetConfiguration | undefined): boolean {
  return target?.executor?.startsWith(OURS) === true;
}

/** A target without executor and command only changes the one that is inferred. */
function isForeign(target: TargetConfiguration | undefined): boolean {
  return (target?.executor ?? target?.command) !== undefined && !isOurs(target);
}
