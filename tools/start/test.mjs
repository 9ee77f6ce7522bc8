/** `npm test`: the one gate. Format, references, lint, types, unit and e2e tests, then one summary. */
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { findProblems, readMachine } from './check-machine.mjs';
import { installPackages, StartError } from './install.mjs';
import { makeNode } from './make-node.mjs';
import { runNx } from './nx.mjs';
import { addCounts, renderSummary } from './summary.mjs';

const root = join(import.meta.dirname, '../..');

const STEPS = [
  { name: 'format', args: ['format:check', '--all'] },
  { name: 'project references', args: ['sync:check'] },
  { name: 'lint, types, unit tests', args: ['run-many', '-t', 'lint', 'typecheck', 'test'] },
  { name: 'e2e tests', args: ['run-many', '-t', 'e2e', '--parallel=1'] },
];

async function test() {
  const problems = findProblems(readMachine());
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  await installPackages(root);
  await makeNode(root);
  for (const path of listCountFiles()) rmSync(path, { force: true });
  const results = [];
  for (const step of STEPS) results.push(await runStep(step));
  const counts = listCountFiles().filter(existsSync).map(readCounts);
  console.log(renderSummary(results, addCounts(counts)));
  return results.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
}

async function runStep({ name, args }) {
  const start = performance.now();
  const exitCode = await runNx(root, args);
  return { name, exitCode, seconds: (performance.now() - start) / 1000 };
}

/** Where each project's Jest leaves its counts; Nx restores the file when the tests come from cache. */
function listCountFiles() {
  const projects = ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(root, group)).map((name) => join(group, name)),
  );
  return [...projects, 'tools'].map((project) => join(root, project, 'test-output/counts.json'));
}

function readCounts(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

try {
  process.exitCode = await test();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
