import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { OPENVEX, SBOM } from '../attestation/sbom/read-sbom.ts';
import { logger } from '../host/logger.ts';
import { createExecutor } from '../node/create-executor.ts';
import { publish } from './publish.ts';
import { listArchitectures, readLayout } from './read-layout.ts';

export interface PublishOptions {
  readonly reference: string;
  readonly imagePath: string;
  readonly sbomPath?: string;
  readonly attach?: readonly string[];
  readonly from?: string;
}

const runPublish = createExecutor<PublishOptions>(import.meta.url, async (options, { root }) => {
  const { reference, imagePath, sbomPath, attach = [], from } = options;
  const paths = [...(sbomPath === undefined ? [] : listDocuments(options, root)), ...attach];
  const name = await publish(
    {
      imagePath: join(root, imagePath),
      name: reference,
      attachmentPaths: paths.map((path) => join(root, path)),
      from,
    },
    {
      env: process.env,
      report: (line) => {
        logger.info(line);
      },
    },
  );
  logger.info(name);
});
export default runPublish;

/** What the stage before wrote for each processor in the image; it may have written for more. */
function listDocuments(
  { imagePath, sbomPath = '' }: PublishOptions,
  root: string,
): readonly string[] {
  return listArchitectures(readLayout(join(root, imagePath))).flatMap((architecture) => {
    const folder = join(sbomPath, architecture);
    const hasOpenVex = existsSync(join(root, folder, OPENVEX));
    return [join(folder, SBOM), ...(hasOpenVex ? [join(folder, OPENVEX)] : [])];
  });
}
