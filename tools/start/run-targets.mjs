/** `npm run lint`, `typecheck`, `unit` and `e2e`: one part of the gate, for all projects. */
import { join } from 'node:path';
import { runNx } from './nx.mjs';
import { prepareWorkspace } from './prepare.mjs';
import { runMain } from './start-error.mjs';

const root = join(import.meta.dirname, '../..');
const [target, ...args] = process.argv.slice(2);

await runMain(async () => {
  await prepareWorkspace(root);
  return runNx(root, ['run-many', '-t', target, ...args]);
});
