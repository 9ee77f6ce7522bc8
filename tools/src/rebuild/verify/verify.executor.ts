import { tmpdir } from 'node:os';
import { logger } from '../../host/logger.ts';
import { readFolder } from '../../host/read-folder.ts';
import { createExecutor } from '../../node/create-executor.ts';
import type { Command } from '../container/step.ts';
import type { VerifyConditions } from './condition.ts';
import { verifyProject } from './verify-project.ts';

export interface VerifyOptions {
  readonly targets: readonly string[];
  readonly files: readonly string[];
  readonly conditions: VerifyConditions;
  readonly against?: string;
}

const verify = createExecutor<VerifyOptions>(import.meta.url, async (options, context) => {
  const { root, projectName: name = '' } = context;
  const { targets, files, conditions, against } = options;
  const commands = targets.map(planTarget);
  const project = { root, folder: readFolder(context), include: undefined, name };
  const given = { ...project, commands, files, conditions, against };
  const report = (text: string): void => {
    logger.info(text);
  };
  await verifyProject(given, { machine: process, temporaryFolder: tmpdir(), report });
});

export default verify;

function planTarget(target: string): Command {
  return ['nx', 'run', target, '--skip-nx-cache', '--output-style=stream'];
}
