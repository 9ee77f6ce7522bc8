/** Installs the packages of the lock file, unless exactly these are installed already. */
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartError } from './start-error.mjs';

/** Error codes of Node and npm for a registry that cannot be reached. */
const NETWORK_CODES =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH)\b/;

/** @param {string} root Workspace folder. */
export async function installPackages(root) {
  if (isInstalled(root)) return;
  console.log('Installing the packages of package-lock.json (about 20 s the first time) ...');
  const { exitCode, errorText } = await runNpmCi(root);
  if (exitCode !== 0) throw new StartError(describeFailure(errorText));
}

/**
 * Reports whether the packages of the lock file are installed. npm records what it installed in
 * node_modules/.package-lock.json: the same path with the same integrity means the same files.
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

/** Runs npm, prints its output, and keeps a copy of stderr. */
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

/** Describes why `npm ci` failed, from its stderr. */
export function describeFailure(errorText) {
  const [code] = NETWORK_CODES.exec(errorText) ?? [];
  if (code !== undefined)
    return `Cannot install the packages: the npm registry cannot be reached (${code}); check the network and npm's proxy settings, then run this again`;
  return 'Cannot install the packages: npm ci failed with the error above; fix it, then run this again';
}
