/**
 * `npx nx run tools:bench-start`: measures the time of the host binary from exec to its first response, and
 * compares it with a minimal server on Node and with the same binary without its code cache.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAppFile } from '../src/formats/app-file/render-app-file.ts';
import { readConfiguration } from '../src/host/configuration/read-configuration.ts';
import { buildExecutable } from '../src/node/runtime/build-executable.ts';
import { findNode } from '../src/node/runtime/find-node.ts';
import { measureStarts } from '../src/update/node/measure-starts.ts';
import { renderTimes } from './render-times.ts';

const ROUND_COUNT = 20;

const BARE = `const { HOST, PORT } = process.env;
require('node:http').createServer((request, response) => response.end('ok\\n')).listen(PORT, HOST);
`;

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist/apps/server-vps');
const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
try {
  const node = findNode(root, process.arch).path;
  const [bare, uncached] = [join(folder, 'bare.cjs'), join(folder, 'uncached')];
  writeFileSync(bare, BARE);
  const appFile = renderAppFile(readFileSync(join(dist, 'bundle/main.cjs')), undefined);
  buildExecutable(uncached, { nodePath: node, appFile });
  const contenders = [
    { name: 'bare node:http', command: node, args: [bare] },
    { name: 'server-vps', command: join(dist, 'server-vps'), args: [] },
    { name: 'server-vps without code cache', command: uncached, args: [] },
  ];
  const { warmUp } = readConfiguration(root, '.');
  const { environment = {} } = warmUp || {};
  const options = { roundCount: ROUND_COUNT, environment, now: () => performance.now() };
  console.log(renderTimes(await measureStarts(contenders, options)));
} finally {
  rmSync(folder, { recursive: true });
}
