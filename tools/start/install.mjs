/** Installs the packages of the lock file, unless exactly they are installed already. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Error codes of Node and npm that mean: the registry was not reached. */
const NETWORK_CODES =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/;

/** A failure whose message is all that the reader needs. */
export class StartError extends Error {}

/** @param {string} root Workspace folder. */
export async function installPackages(root) {
  if (isInstalled(root)) return;
  console.log('Installing the packages of package-lock.json (about 20 s the first time) ...');
  const { exitCode, errorText } = await runNpmCi(root);
  if (exitCode !== 0) throw new StartError(describeFailure(errorText));
}

/**
 * npm writes what it installed to node_modules/.package-lock.json: same path, same integrity means
 * same files.
 */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const installed = readPackages(join(root, 'node_modules/.package-lock.json'));
  return Object.entries(wanted)
    .filter(([path, { optional, link }]) => isRequired(path, optional === true && link !== true))
    .every(([path, { integrity }]) => path in installed && installed[path].integrity === integrity);
}

function isRequired(path, isOptional) {
  if (path === `node_modules/node-linux-${process.arch}`) return true;
  return path.startsWith('node_modules/') && !isOptional;
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return {};
    throw error;
  }
}

/** Runs npm, passing its words on, and keeps what it says on stderr. */
function runNpmCi(root) {
  const npm = process.env.npm_execpath;
  const args = [
    'ci',
    '--prefer-offline',
    '--no-audit',
    '--no-fund',
    '--fetch-retry-mintimeout=1000',
    '--fetch-retry-maxtimeout=5000',
  ];
  const [command, prefix] = npm?.endsWith('js') ? [process.execPath, [npm]] : ['npm', []];
  return new Promise((resolve, reject) => {
    const child = spawn(command, [...prefix, ...args], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    let errorText = '';
    child.stderr.on('data', (chunk) => {
      errorText += chunk;
      process.stderr.write(chunk);
    });
    child.once('error', reject);
    child.once('close', (exitCode) => resolve({ exitCode, errorText }));
  });
}

export function describeFailure(errorText) {
  const [code] = NETWORK_CODES.exec(errorText) ?? [];
  if (code !== undefined)
    return `Cannot install the packages: the npm registry was not reached (${code}); check the network and npm's proxy settings, then run this again`;
  return 'Cannot install the packages: npm ci ended with the error above; mend it, then run this again';
}
