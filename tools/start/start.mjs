/** `npm start`: from a clean clone to a running server, without Docker. */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findPortProblem } from './check-machine.mjs';
import { runNx } from './nx.mjs';
import { prepareWorkspace } from './prepare.mjs';
import { readStartArguments, START_HELP } from './read-start-arguments.mjs';
import { runMain, StartError } from './start-error.mjs';

const root = join(import.meta.dirname, '../..');
const BUILD = ['run-many', '-t', 'build', '-p', 'server-scratch', 'server-vps'];

async function start() {
  const { isHelp, flags, ...ports } = readStartArguments(process.argv.slice(2), process.env);
  if (isHelp) {
    console.log(START_HELP);
    return 0;
  }
  await prepareWorkspace(root, await findPortProblems(ports));
  console.log('Building the image and the host binary ...');
  const exitCode = await runNx(root, BUILD);
  if (exitCode !== 0)
    throw new StartError(
      'Cannot build: Nx failed with the error above; fix it, then run this again',
    );
  console.log(renderSummary(ports));
  return runServer(flags);
}

async function findPortProblems({ port, opsPort }) {
  const problems = [await findPortProblem('PORT', port)];
  if (opsPort !== 'off') problems.push(await findPortProblem('OPS_PORT', opsPort));
  return problems.filter(Boolean);
}

function renderSummary({ port, opsPort }) {
  const image = join(root, 'dist/apps/server-scratch/image.tar');
  const binary = join(root, 'dist/apps/server-vps/server-vps');
  const digest = readFileSync(join(root, 'dist/apps/server-scratch/image.digest'), 'utf8').trim();
  return `
Built
  ${describeFile(image)}  container image, ${digest.slice(0, 19)}...
  ${describeFile(binary)}  host binary

Try, in another terminal
  curl localhost:${port}/
  curl -H 'Accept: application/json' localhost:${port}/
${opsPort === 'off' ? '' : `  curl localhost:${opsPort}/metrics\n`}  dist/apps/server-vps/server-vps admin /               # inspect and change the running server
  FILES_ROOT=. npm start -- --port=8081 --ops-port=9001 # serve this folder as files
  docker load < dist/apps/server-scratch/image.tar      # the same server as a container image
  npx nx run server-vps:package                         # the packages for a VPS, built in a container
  npm test

Running dist/apps/server-vps/server-vps on port ${port}; press Ctrl-C to stop it
`;
}

function describeFile(path) {
  const size = `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  return `${relative(root, path).padEnd(40)} ${size.padStart(9)}`;
}

/** Runs the server until it exits, and forwards signals, so that Ctrl-C shows the server's own drain. */
function runServer(flags) {
  const server = spawn(join(root, 'dist/apps/server-vps/server-vps'), flags, { stdio: 'inherit' });
  // The terminal sends SIGINT to both processes; this one must outlive the server's drain.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
}

await runMain(start);
