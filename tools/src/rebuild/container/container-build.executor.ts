import { mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { logger } from '../../host/logger.ts';
import { reportFault } from '../../host/faults/report-fault.ts';
import { readFolder } from '../../host/read-folder.ts';
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
import { handOverNode, planNode } from './hand-over-node.ts';
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

const buildInContainer: PromiseExecutor<ContainerBuildOptions> = (options, context) =>
  reportFault(async () => {
    const { root } = context;
    const given =
      options.builder === undefined ? undefined : parseBuilderReference(options.builder);
    const environment = fixEnvironment(process.env);
    const engine = findEngine(environment, options.target);
    const { recipe, ...names } = readBuilder(root, options.builder);
    const folder = join(root, options.outputPath);
    const nodePlace = mkdtempSync(join(realpathSync(tmpdir()), 'builder-node-'));
    const stagingFolder = createStagingFolder(folder);
    const archivePath = `${stagingFolder}.tar`;
    const parts = {
      ...options,
      root,
      engine,
      ...names,
      archivePath,
      stagingFolder,
      source: readSourceState(root, process.env),
      extraCaFile: process.env['NODE_EXTRA_CA_CERTS'],
    };
    const making = given ? [] : planBuilderImage(engine, recipe, archivePath);
    const subject = { root, folder: readFolder(context) };
    try {
      const nodeFolder = options.dryRun
        ? planNode(nodePlace, root)
        : handOverNode(nodePlace, subject, process);
      const build = { ...parts, nodeFolder };
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
      rmSync(nodePlace, { recursive: true, force: true });
    }
  });

export default buildInContainer;

function log(line: string): void {
  logger.info(line);
}

function printSteps(steps: readonly Step[]): void {
  for (const { command } of steps) log(renderCommand(command));
}
