/**
 * Replaces npm's link node_modules/.bin/node, on which Nx and all targets run, with a self-contained
 * copy of the pinned Node: the official one needs libraries that a minimal system lacks, such as
 * libatomic.so.1.
 */
import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { StartError } from './start-error.mjs';

/** @param {string} root Workspace folder, with its packages installed. */
export async function makeNode(root) {
  const script = await bundleScript(root);
  const key = hashInputs(root, script);
  if (isMade(root, key)) return;
  console.log('Making the Node that runs the tools ...');
  await runScript(root, script);
  writeFileSync(join(root, KEY_PATH), key);
}

const NODE_PATH = 'node_modules/.bin/node';
const SCRIPT_PATH = 'node_modules/.cache/tscratch/make-workspace-node.mjs';
const KEY_PATH = 'node_modules/.cache/tscratch/node.sha256';
const NODE_PACKAGE = `node_modules/node-linux-${process.arch}`;

/** Bundles to JavaScript, because the machine's own Node may be too old to run TypeScript. */
async function bundleScript(root) {
  const { build } = await import('esbuild');
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ['tools/src/node/make-workspace-node.ts'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    write: false,
  });
  return outputFiles[0].text;
}

/** Hashes everything that the file is made of; the locks contain the digests of the libraries and of Node's archives. */
function hashInputs(root, script) {
  const stubs = 'tools/src/node/self-contained/stub';
  const inputs = [
    `${NODE_PACKAGE}/package.json`,
    'tools/libraries/lock.json',
    'tools/node/lock.json',
    ...readdirSync(join(root, stubs))
      .filter((name) => name.endsWith('.bin'))
      .map((name) => `${stubs}/${name}`),
  ];
  const hash = createHash('sha256').update(script);
  for (const path of inputs) hash.update(readFileSync(join(root, path)));
  return hash.digest('hex');
}

/** npm restores its link when it installs packages again. */
function isMade(root, key) {
  try {
    const isFile = lstatSync(join(root, NODE_PATH)).isFile();
    return isFile && readFileSync(join(root, KEY_PATH), 'utf8') === key;
  } catch (error) {
    if (error.code === 'ENOENT') return false;
    throw error;
  }
}

async function runScript(root, script) {
  const path = join(root, SCRIPT_PATH);
  mkdirSync(join(path, '..'), { recursive: true });
  writeFileSync(path, script);
  const { makeWorkspaceNode } = await import(pathToFileURL(path));
  try {
    makeWorkspaceNode(join(root, NODE_PATH), root, process);
  } catch (error) {
    if (error.name !== 'Fault') throw error;
    throw new StartError(error.message);
  }
}
