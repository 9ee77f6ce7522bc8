import type { ExecutorContext } from '@nx/devkit';

type Project = Pick<ExecutorContext, 'projectName' | 'projectsConfigurations'>;

/** The folder of the project that an executor works for, relative to the workspace. */
export function readFolder({ projectName = '', projectsConfigurations }: Project): string {
  return projectsConfigurations.projects[projectName]?.root ?? '.';
}
