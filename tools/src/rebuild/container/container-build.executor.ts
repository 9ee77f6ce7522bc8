import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { logger } from '../../host/logger.ts';
import { reportFault } from '../../host/faults/report-fault.ts';
import { createStagingFolder, replacePath } from '../../host/replace-path.ts';
import { abortOnSignals } from '../../host/abort-on-signals.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import {
  parseBuilderReference,
  parseBuilderAnswer,
  planBuilderImage,
  UNBUILT_IMAGE,
} from './builder-image.ts';
import { findEngine } from './find-engine.ts';
import { planContainerBuild } from './plan-container-build.ts';
import { readBuilder } from './read-builder.ts';
import { renderCommand, runSteps } from './run-steps.ts';
import type { Step } from './step.ts';

export interface ContainerBuildOptions {
  readonly target: string;
  readonly outputPath: string;
  readonly builder?: string;
  readonly dryRun?: boolean;
}

const buildInContainer: PromiseExecutor<ContainerBuildOptions> = (options, { root }) =>
  reportFault(async () => {
    const given =
      options.builder === undefined ? undefined : parseBuilderReference(options.builder);
    const environment = fixEnvironment(process.env);
    const engine = findEngine(environment, options.target);
    const { recipe, dependencies } = readBuilder(root, options.builder);
    const folder = join(root, options.outputPath);
    const stagingFolder = createStagingFolder(folder);
    const archivePath = `${stagingFolder}.tar`;
    const build = {
      ...options,
      root,
      engine,
      dependencies,
      archivePath,
      stagingFolder,
      source: readSourceState(root, process.env),
      extraCaFile: process.env['NODE_EXTRA_CA_CERTS'],
    };
    const making = given ? [] : planBuilderImage(engine, recipe, archivePath);
    try {
      if (options.dryRun) {
        printSteps([
          ...making,
          ...planContainerBuild({ ...build, builder: given ?? UNBUILT_IMAGE }),
        ]);
        return;
      }
      const running = { log, environment, signal: abortOnSignals() };
      await runSteps(making, running);
      const builder = given ?? parseBuilderAnswer(readFileSync(archivePath, 'utf8'));
      await runSteps(planContainerBuild({ ...build, builder }), running);
      replacePath(folder, stagingFolder);
    } finally {
      rmSync(stagingFolder, { recursive: true, force: true });
      rmSync(archivePath, { force: true });
    }
  });

export default buildInContainer;

function log(line: string): void {
  logger.info(line);
}

function printSteps(steps: readonly Step[]): void {
  for (const { command } of steps) log(renderCommand(command));
}
