/** What every script of package.json does first: check the machine, install packages, make Node. */
import { findProblems, findWarnings, readMachine } from './check-machine.mjs';
import { installPackages } from './install.mjs';
import { makeNode } from './make-node.mjs';
import { StartError } from './start-error.mjs';

/**
 * Prepares the workspace; does nothing when it is prepared already.
 *
 * @param {string} root Workspace folder.
 * @param {readonly string[]} problems Sentences about problems that the caller has found.
 * @throws {StartError} With all problems of the machine at once, before anything is installed.
 */
export async function prepareWorkspace(root, problems = []) {
  const machine = readMachine();
  const all = [...findProblems(machine), ...problems];
  if (all.length > 0) throw new StartError(all.join('\n'));
  for (const warning of findWarnings(machine)) console.warn(warning);
  await installPackages(root);
  await makeNode(root);
}
