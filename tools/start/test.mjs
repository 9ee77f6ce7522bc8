/** `npm test`: the whole gate and its summary, or only the specs of the given paths. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runNx } from './nx.mjs';
import { listProjects, planTests, TEST_HELP } from './plan-tests.mjs';
import { prepareWorkspace } from './prepare.mjs';
import { runMain } from './start-error.mjs';
import { addCounts, renderSummary } from './summary.mjs';

const root = join(import.meta.dirname, '../..');

const FORMAT = { name: 'format', args: ['format:check', '--all'] };
const REFERENCES = { name: 'project references', args: ['sync:check'] };
const CHECKS = {
  name: 'lint, types, unit, build',
  args: ['run-many', '-t', 'lint', 'typecheck', 'test', 'e2e-builds'],
};
/** Two projects at a time, whose specs change nothing that the other one reads; a build would. */
const E2E = {
  name: 'e2e tests',
  args: ['run-many', '-t', 'e2e', '--parallel=2', '--excludeTaskDependencies'],
};

/** Parts of the gate, one after another; the rows of steps of a part run at the same time. */
const GATE = [[[FORMAT, REFERENCES], [CHECKS]], [[E2E]]];

/** For a step of the gate, several times what it takes: a spec that hangs must not cost the summary of all others. */
const STEP_LIMIT_MS = 40 * 60_000;

async function test(argv) {
  if (argv.includes('--help')) {
    console.log(TEST_HELP);
    return 0;
  }
  const runs = planTests(root, argv);
  await prepareWorkspace(root);
  for (const path of listCountFiles()) rmSync(path, { force: true });
  const steps = runs.map(({ project, args }) => ({ name: project, args }));
  const parts = argv.length === 0 ? GATE : [[steps]];
  const results = [];
  for (const rows of parts) results.push(...(await Promise.all(rows.map(runRow))).flat());
  const counts = listCountFiles().filter(existsSync).map(readCounts);
  console.log(renderSummary(results, addCounts(counts)));
  return results.every(({ exitCode }) => exitCode === 0) ? 0 : 1;
}

async function runRow(steps) {
  const results = [];
  for (const step of steps) results.push(await runStep(step));
  return results;
}

async function runStep({ name, args }) {
  const start = performance.now();
  const exitCode = await runNx(root, args, STEP_LIMIT_MS);
  return { name, exitCode, seconds: (performance.now() - start) / 1000 };
}

/** Where each project's Jest writes its counts; Nx restores the file if the tests come from its cache. */
function listCountFiles() {
  return listProjects(root).map((project) => join(root, project, 'test-output/counts.json'));
}

function readCounts(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

await runMain(() => test(process.argv.slice(2)));
