import { statSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { parseAppFile } from '../app-file/parse-app-file.ts';
import { planWarmUp, type WarmUpOptions } from '../code-cache/plan-warm-up.ts';
import { reportFault } from '../fault/report-fault.ts';
import { findNode } from '../runtime/find-node.ts';
import { formatSize } from '../report/format-size.ts';
import { describeParts } from '../self-contained/describe-parts.ts';
import { buildBinary } from './build-binary.ts';

export interface BinaryOptions extends WarmUpOptions {
  readonly outputPath: string;
  readonly bundlePath: string;
}

const runBinary: PromiseExecutor<BinaryOptions> = (options, { root }) =>
  reportFault(async () => {
    const [path, bundlePath] = [join(root, options.outputPath), join(root, options.bundlePath)];
    const node = findNode(root, process.arch);
    const warmUp = planWarmUp(options, process.execPath);
    const { plan, appFile } = await buildBinary(path, { nodePath: node.path, bundlePath, warmUp });
    const { source, codeCache } = parseAppFile(appFile);
    logger.info(`${options.outputPath}  ${formatSize(statSync(path).size)}`);
    logger.info(describeParts(plan, appFile.length));
    logger.info(
      `  of the app file, bundle ${formatSize(source.length)}, code cache ${formatSize(codeCache.length)}`,
    );
    logger.info(`node ${node.version}`);
  });

export default runBinary;
