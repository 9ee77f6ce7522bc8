/** `npm start`: from a clean clone to a server that answers, without Docker. */
import { spawn } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findPortProblem, findProblems, readMachine } from './check-machine.mjs';
import { installPackages, StartError } from './install.mjs';
import { makeNode } from './make-node.mjs';
import { runNx } from './nx.mjs';

const root = join(import.meta.dirname, '../..');
const port = process.env.PORT ?? '8080';
const opsPort = process.env.OPS_PORT ?? '9000'; // or off

async function start() {
  const ports = [
    await findPortProblem('PORT', port),
    opsPort !== 'off' && (await findPortProblem('OPS_PORT', opsPort)),
  ];
  const problems = [...findProblems(readMachine()), ...ports].filter(Boolean);
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  await installPackages(root);
  await makeNode(root);
  console.log('Building the image and the host binary ...');
  const exitCode = await runNx(root, [
    'run-many',
    '-t',
    'build',
    '-p',
    'server-scratch',
    'server-vps',
  ]);
  if (exitCode !== 0)
    throw new StartError(
      'Cannot build: Nx ended with the error above; mend it, then run this again',
    );
  console.log(renderSummary());
  return runServer();
}

function renderSummary() {
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
${opsPort === 'off' ? '' : `  curl localhost:${opsPort}/metrics\n`}  dist/apps/server-vps/server-vps admin /              # what one would ask a shell
  FILES_ROOT=. PORT=8081 OPS_PORT=9001 npm start       # serve this folder as files
  docker load < dist/apps/server-scratch/image.tar     # the same server as an image
  npx nx run server-vps:package                        # build again in a container, for a VPS
  npm test

Running dist/apps/server-vps/server-vps on port ${port}; stop it with Ctrl-C
`;
}

function describeFile(path) {
  const size = `${(statSync(path).size / 1e6).toFixed(1)} MB`;
  return `${relative(root, path).padEnd(40)} ${size.padStart(9)}`;
}

/** Hands signals on, so that what a reader sees on Ctrl-C is the server's own drain. */
function runServer() {
  const server = spawn(join(root, 'dist/apps/server-vps/server-vps'), [], {
    stdio: 'inherit',
    env: { ...process.env, PORT: port },
  });
  // The terminal sends SIGINT to both processes; ours has to outlive the server's drain.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => server.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('close', (exitCode) => resolve(exitCode ?? 1));
  });
}

try {
  process.exitCode = await start();
} catch (error) {
  if (!(error instanceof StartError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
