import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { createBeside, replacePath } from '../folder/replace-path.ts';
import { readSource } from '../source/read-source.ts';
import { findEngine } from './find-engine.ts';
import { planContainerBuild, type Step } from './plan-container-build.ts';
import { readBuilder } from './read-builder.ts';
import { renderCommand, runSteps } from './run-steps.ts';

export interface ContainerBuildOptions {
  readonly target: string;
  readonly outputPath: string;
  readonly dryRun?: boolean;
}

const buildInContainer: PromiseExecutor<ContainerBuildOptions> = (options, { root }) =>
  reportFault(async () => {
    const folder = join(root, options.outputPath);
    const stagingFolder = createBeside(folder);
    const archivePath = `${stagingFolder}.tar`;
    try {
      const steps = planContainerBuild({
        ...options,
        root,
        engine: findEngine(process.env, options.target),
        builder: readBuilder(root),
        archivePath,
        stagingFolder,
        source: readSource(root, process.env),
        extraCaFile: process.env['NODE_EXTRA_CA_CERTS'],
      });
      if (options.dryRun) {
        printSteps(steps);
        return;
      }
      await runSteps(steps, {
        log: (line) => {
          logger.info(line);
        },
        signal: abortOnSignals(),
      });
      replacePath(folder, stagingFolder);
    } finally {
      rmSync(stagingFolder, { recursive: true, force: true });
      rmSync(archivePath, { force: true });
    }
  });

export default buildInContainer;

function printSteps(steps: readonly Step[]): void {
  for (const { command } of steps) logger.info(renderCommand(command));
}

/**
 * Ctrl-C stops the running step and lets us clean up. SIGHUP comes with it: Nx runs an executor in a
 * terminal of its own and closes that one first.
 */
function abortOnSignals(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
    process.once(name, () => {
      controller.abort();
    });
  return controller.signal;
}
