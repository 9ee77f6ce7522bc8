import type { ExecutorContext } from '@nx/devkit';
import { reportFault, type ReportedWork } from '../host/faults/report-fault.ts';
import { sourcePath } from '../host/tools-folder.ts';
import { runOnPinnedNode } from './run-on-pinned-node.ts';

/** The part of Nx's context that executors use; the command line, which has no Nx, makes one of its own. */
export type Context = Pick<
  ExecutorContext,
  'root' | 'projectName' | 'targetName' | 'projectsConfigurations'
>;

/** An executor of Nx. */
export type Executor<Options> = (options: Options, context: Context) => Promise<ReportedWork>;

const RUN_EXECUTOR = sourcePath(import.meta.dirname, 'run-executor');

/**
 * Creates an executor whose work runs on the pinned Node, whatever Node runs Nx: in this process if it is
 * that one, else in a child. On another system than Linux it fails.
 *
 * @param url `import.meta.url` of the module whose default export the executor is.
 * @param work Does what the target is for.
 */
export function createExecutor<Options extends object>(
  url: string,
  work: (options: Options, context: Context) => void | Promise<void>,
): Executor<Options> {
  return async (options, context) => {
    let status: number | undefined;
    const { exitCode } = await reportFault(async () => {
      const call = { path: RUN_EXECUTOR, args: [url, renderCall(options, context)] };
      status = await runOnPinnedNode(context.root, call, process);
      if (status === undefined) await work(options, context);
    });
    const code = exitCode || (status ?? 0);
    return { success: code === 0, exitCode: code };
  };
}

/** Renders what a child needs. Of the projects that is the one of the target. */
function renderCall(options: object, context: Context): string {
  const { root, projectName = '', targetName, projectsConfigurations } = context;
  const { version, projects } = projectsConfigurations;
  const own = { version, projects: { [projectName]: projects[projectName] } };
  const rendered: object = { root, projectName, targetName, projectsConfigurations: own };
  return JSON.stringify([options, rendered]);
}
