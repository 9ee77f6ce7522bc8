import { join } from 'node:path';
import { logger, type PromiseExecutor } from '@nx/devkit';
import { Fault } from '../../host/faults/fault.ts';
import { reportFault } from '../../host/faults/report-fault.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { readNodeLock } from '../../node/archive/node-lock.ts';
import { findNewest } from '../node/choose-release.ts';
import { readPublished } from '../node/read-releases.ts';
import { findOpen, readAdvisories } from './parse-advisories.ts';
import { findFix, isUrgent, renderNext, renderOpen } from './render-check.ts';

const ADVISORIES = 'tools/node/advisories.json';

/** `nx run tools:check-node`: compares the pinned Node with npm and with the advisories; fails for High. */
const runCheckNode: PromiseExecutor<object> = (_, { root }) =>
  reportFault(() => {
    const lock = readNodeLock(root);
    const open = findOpen(readAdvisories(join(root, ADVISORIES)), lock.version);
    logger.info(renderOpen({ lock, open }));
    const published = readPublished({ cwd: root, env: fixEnvironment(process.env) });
    logger.info(renderNext({ lock, open }, findNewest(lock.version, published)));
    const urgent = open.filter(isUrgent);
    const fixedIn = findFix(urgent);
    if (fixedIn !== undefined)
      throw new Fault('NODE_VULNERABLE', {
        version: lock.version,
        count: urgent.length,
        fixedIn,
      });
  });

export default runCheckNode;
