import { statSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { buildExecutable } from '../runtime/build-executable.ts';
import { findNode } from '../runtime/find-node.ts';
import { formatSize } from '../report/format-size.ts';

export interface BinaryOptions {
  readonly outputPath: string;
  readonly bundlePath: string;
}

const buildBinary: PromiseExecutor<BinaryOptions> = (options, { root }) =>
  reportFault(() => {
    const [path, appPath] = [join(root, options.outputPath), join(root, options.bundlePath)];
    const node = findNode(root, process.arch);
    buildExecutable(path, { nodePath: node.path, appPath });
    logger.info(`${options.outputPath}  ${formatSize(statSync(path).size)}`);
    logger.info(`  app   ${formatSize(statSync(appPath).size)}`);
    logger.info(`  node  ${node.version}`);
  });

export default buildBinary;
