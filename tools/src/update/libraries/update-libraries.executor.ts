import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { logger } from '../../host/logger.ts';
import { reportFault } from '../../host/faults/report-fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { findNode } from '../../node/runtime/find-node.ts';
import { renewLibraries } from './renew-libraries.ts';

/** `nx run tools:update-libraries`: updates `tools/libraries`, on Debian or in a Debian container. */
const runUpdateLibraries: PromiseExecutor<object> = (_, { root }) =>
  reportFault(async () => {
    const workFolder = await mkdtemp(join(tmpdir(), 'libraries-'));
    try {
      const osRelease = await readFile('/etc/os-release', 'utf8').catch(() => '');
      const { path: nodePath } = findNode(root, process.arch);
      const env = fixEnvironment(process.env);
      const target = join(root, 'tools/libraries');
      logger.info(renewLibraries({ target, workFolder, osRelease, nodePath, env }));
    } finally {
      await rm(workFolder, { recursive: true });
    }
  });

export default runUpdateLibraries;
