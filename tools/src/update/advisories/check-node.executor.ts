import { join } from 'node:path';
import type { PromiseExecutor } from '@nx/devkit';
import { logger } from '../../host/logger.ts';
import { reportFault } from '../../host/faults/report-fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { readNodeLock } from '../../node/archive/node-lock.ts';
import { findNewest } from '../node/choose-release.ts';
import { readPublished } from '../../node/pin/read-releases.ts';
import { checkNode } from './check-node.ts';
import { findOpen, readAdvisories } from '../../attestation/vex/parse-advisories.ts';

const ADVISORIES = 'tools/node/advisories.json';

/** `nx run tools:check-node`: compares the pinned Node with npm and with the advisories; fails for High. */
const runCheckNode: PromiseExecutor<object> = (_, { root }) =>
  reportFault(() => {
    const lock = readNodeLock(root);
    const open = findOpen(readAdvisories(join(root, ADVISORIES)), lock.version);
    const npm = { cwd: root, env: fixEnvironment(process.env) };
    const readNewest = () => findNewest(lock.version, readPublished(npm));
    const log = (text: string): void => {
      logger.info(text);
    };
    checkNode({ lock, open }, { log, readNewest });
  });

export default runCheckNode;
