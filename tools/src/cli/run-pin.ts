import { join, relative } from 'node:path';
import { findNodeLock, PROJECT_LOCK, readNodeLock } from '../node/archive/node-lock.ts';
import { pinNode, unpinNode } from '../node/pin/pin-node.ts';
import { Fault } from '../host/faults/fault.ts';
import { logger } from '../host/logger.ts';
import { findRoot } from './find-subject.ts';
import type { CommandCall, Surroundings } from './surroundings.ts';

/**
 * Pins another Node for the project of the current folder, removes the pin, or prints which Node is pinned. It runs on
 * any Node, because the pinned one may be what is wrong.
 *
 * @throws {Fault} `USAGE`; those of `pinNode`.
 */
export function runPin(
  { entry: release, flags }: CommandCall,
  { machine, currentFolder, print }: Surroundings,
): void {
  const root = findRoot(currentFolder);
  const isDefault = flags.isDefault === true;
  if (isDefault && release !== undefined)
    throw new Fault('USAGE', { command: ' pin', reason: 'it takes a release or --default' });
  if (isDefault) unpin(root);
  else if (release !== undefined) pin(root, release, machine.env);
  print(readNodeLock(root).version);
  const path = relative(root, findNodeLock(root));
  if (release === undefined)
    logger.info(path === PROJECT_LOCK ? `pinned by ${path}` : 'the Node of @tscratch/tools');
}

function pin(root: string, release: string, env: NodeJS.ProcessEnv): void {
  const { version, released } = pinNode(root, release, env);
  logger.info(`Node ${version} of ${released} is pinned and fetched for x64 and arm64`);
  logger.info(`Commit ${join(PROJECT_LOCK)}`);
}

function unpin(root: string): void {
  const wasPinned = unpinNode(root);
  logger.info(wasPinned ? `Removed ${PROJECT_LOCK}` : `Nothing to remove: no ${PROJECT_LOCK}`);
}
