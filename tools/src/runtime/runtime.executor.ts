import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { reportFault } from '../fault/report-fault.ts';
import { renderLayer } from '../oci/layer.ts';
import { formatSize } from '../report/format-size.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { describeParts } from '../self-contained/describe-parts.ts';
import { planExecutable } from './build-executable.ts';
import { findNode } from './find-node.ts';
import { planRootfs } from './plan-rootfs.ts';
import { readLicences } from './read-licences.ts';
import { writeRootfs } from './write-rootfs.ts';

export interface RuntimeOptions {
  readonly outputPath: string;
}

const buildRuntime: PromiseExecutor<RuntimeOptions> = (options, { root }) =>
  reportFault(() => {
    const folder = join(root, options.outputPath);
    mkdirSync(folder, { recursive: true });
    const node = findNode(root, process.arch);
    const plan = planExecutable(folder, { nodePath: node.path });
    const entries = planRootfs({
      executable: Buffer.concat(renderSelfContained(plan)),
      licences: readLicences(node),
    });
    const { blob, ...facts } = renderLayer(entries);
    writeRootfs(join(folder, 'rootfs'), entries);
    writeBeside(join(folder, 'layer.tar.gz'), blob);
    writeBeside(join(folder, 'layer.json'), `${JSON.stringify(facts, null, 2)}\n`);
    logger.info(`node ${node.version}\n${describeParts(plan)}`);
    logger.info(`layer ${formatSize(facts.sizeBytes)} gzip  ${facts.digest}`);
  });

export default buildRuntime;

function writeBeside(path: string, content: Uint8Array | string): void {
  writeFileSync(`${path}.writing`, content);
  renameSync(`${path}.writing`, path);
}
