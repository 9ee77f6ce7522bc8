import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readTargetOptions, type PromiseExecutor } from '@nx/devkit';
import { logger } from '../../host/logger.ts';
import type { WarmUpOptions } from '../../app/code-cache/plan-warm-up.ts';
import { completeOptions } from '../../host/configuration/complete-options.ts';
import { readConfiguration } from '../../host/configuration/read-configuration.ts';
import { reportFault } from '../../host/faults/report-fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import type { RuntimeOptions } from '../../node/runtime/runtime.executor.ts';
import { updateNode, type UpdateNodeOptions } from './update-node.ts';

/** `nx run tools:update-node`: moves the workspace to another release of Node, through the lock files. */
const runUpdateNode: PromiseExecutor<UpdateNodeOptions> = (options, context) =>
  reportFault(async () => {
    const { root, projectName = '' } = context;
    const runtime = { project: projectName, target: 'runtime' };
    const { locales = 'all', ...warmUp } = completeOptions<RuntimeOptions & WarmUpOptions>(
      readTargetOptions<RuntimeOptions>(runtime, context),
      readConfiguration(root, '.'),
    );
    const folder = await mkdtemp(join(tmpdir(), 'update-node-'));
    const say = (text: string): void => {
      logger.info(text);
    };
    try {
      const machine = { arch: process.arch, env: fixEnvironment(process.env) };
      const now = (): number => performance.now();
      const archive = options.archive?.map((path) => resolve(path));
      const given = { ...options, ...(archive !== undefined && { archive }) };
      await updateNode(given, { root, locales, warmUp, folder, machine, now, say });
    } finally {
      await rm(folder, { recursive: true });
    }
  });

export default runUpdateNode;
