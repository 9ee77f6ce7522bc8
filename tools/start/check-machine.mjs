/**
 * Checks what must be true before anything is installed or built, and says what to do if it is not.
 * Plain JavaScript: it runs on the machine's own Node, before any package is installed.
 */
import { createServer } from 'node:net';

/** Oldest Node that Nx, ESLint and Jest run on; see `engines` in package.json. */
const OLDEST_NODE = [20, 19];
/** Oldest Node that every package of the lock file supports. */
const WANTED_NODE = [22, 15];

/**
 * @typedef {object} Machine
 * @property {string} platform As `process.platform`.
 * @property {string} arch As `process.arch`.
 * @property {string} nodeVersion As `process.versions.node`.
 * @property {boolean} hasGlibc False if the C library is not glibc but, for example, musl.
 */

/** @returns {Machine} */
export function readMachine() {
  const { header } = process.report.getReport();
  return {
    platform: process.platform,
    arch: process.arch,
    nodeVersion: process.versions.node,
    hasGlibc: header.glibcVersionRuntime !== undefined,
  };
}

/**
 * @param {Machine} machine
 * @returns {string[]} One sentence for each problem; empty if there is none.
 */
export function findProblems({ platform, arch, nodeVersion, hasGlibc }) {
  if (platform !== 'linux')
    return [
      `Cannot build on "${platform}": the build makes Linux programs and runs one of them; use Linux, a Linux container or WSL 2`,
    ];
  const problems = [];
  if (!['x64', 'arm64'].includes(arch))
    problems.push(
      `Cannot build on the processor "${arch}": expected x64 or arm64, which have an official Node; use such a machine`,
    );
  if (isOlder(nodeVersion, OLDEST_NODE))
    problems.push(
      `Cannot run on Node ${nodeVersion}: expected ${OLDEST_NODE.join('.')} or newer; install a newer Node and run this again`,
    );
  if (!hasGlibc)
    problems.push(
      'Cannot start the pinned Node 26: this system has no glibc; use a distribution with glibc, for example a debian:bookworm-slim container',
    );
  return problems;
}

/**
 * @param {Machine} machine
 * @returns {string[]} One sentence for each thing that works today, but should be changed.
 */
export function findWarnings({ nodeVersion }) {
  if (!isOlder(nodeVersion, WANTED_NODE)) return [];
  return [
    `Node ${nodeVersion} still works here, but its release line has ended; install Node 24, or at least ${WANTED_NODE.join('.')}`,
  ];
}

function isOlder(version, [oldestMajor, oldestMinor]) {
  const [major, minor] = version.split('.').map(Number);
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor);
}

/**
 * Checks that a port is free, on all IPv4 addresses.
 *
 * @param {string} name Name of the setting's variable, such as PORT.
 * @param {string} port Its text, expected to be a whole number from 0 to 65535.
 * @returns {Promise<string | undefined>} A sentence about the problem, or undefined if the port is free.
 */
export async function findPortProblem(name, port) {
  const example = `npm start -- ${EXAMPLES[name]}`;
  if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535)
    return `Cannot read ${name}="${port}": expected a whole number from 0 to 65535; for example ${example}`;
  const code = await tryToListen(Number(port));
  if (code === undefined) return undefined;
  if (code === 'EADDRINUSE')
    return `Cannot listen on port ${port}: another process is using it; stop that process, or choose another port: ${example}`;
  return `Cannot listen on port ${port}: ${code}; choose a port above 1023: ${example}`;
}

const EXAMPLES = { PORT: '--port=8081', OPS_PORT: '--ops-port=9001' };

function tryToListen(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error) => resolve(error.code));
    probe.listen({ port, host: '0.0.0.0' }, () => probe.close(() => resolve(undefined)));
  });
}
