/**
 * `npx nx run tools:bench-start`: measures what a start of the host binary takes with its default settings,
 * and compares it with a minimal server on the same Node, with itself without the operators' listeners, and
 * without its code cache. With `--quick`, five rounds instead of twenty.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { renderAppFile } from '../src/formats/app-file/render-app-file.ts';
import { buildExecutable } from '../src/node/runtime/build-executable.ts';
import { findNode } from '../src/node/runtime/find-node.ts';
import { findFreePort } from '../src/update/node/measure-starts.ts';
import { measureInTurns } from './measure-start.ts';
import { renderStarts } from './render-starts.ts';

const ROUND_COUNT = process.argv.some((word) => word.startsWith('--quick')) ? 5 : 20;

/** JavaScript in one file, as a bundle is. */
const BARE = `const { HOST, PORT } = process.env;
require('node:http').createServer((request, response) => response.end('ok\\n')).listen(PORT, HOST);
`;
const WITHOUT_OPERATORS = { OPS_PORT: 'off', ADMIN_SOCKET: 'off' };

const root = join(import.meta.dirname, '../..');
const dist = join(root, 'dist/apps/server-vps');
const folder = mkdtempSync(join(tmpdir(), 'bench-start-'));
try {
  const node = findNode(root, process.arch).path;
  const [bare, uncached] = [join(folder, 'bare.cjs'), join(folder, 'uncached')];
  writeFileSync(bare, BARE);
  const appFile = renderAppFile(readFileSync(join(dist, 'bundle/main.cjs')), undefined);
  buildExecutable(uncached, { nodePath: node, appFile });
  // The defaults, but for what another server on this machine may use.
  const defaults = {
    OPS_PORT: String(await findFreePort()),
    ADMIN_SOCKET: join(folder, 'admin.sock'),
  };
  const command = join(dist, 'server-vps');
  const contenders = [
    { name: 'bare node:http', command: node, args: [bare] },
    { name: 'server-vps', command, args: [], env: defaults },
    { name: "server-vps without operators' listeners", command, args: [], env: WITHOUT_OPERATORS },
    { name: 'server-vps without code cache', command: uncached, args: [], env: defaults },
  ];
  const [before = NaN] = loadavg();
  console.log(renderStarts(await measureInTurns(contenders, ROUND_COUNT)));
  console.log(`Load of the machine before the run: ${before.toFixed(2)}.`);
} finally {
  rmSync(folder, { recursive: true });
}
