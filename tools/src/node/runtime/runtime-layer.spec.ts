import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { findProcessor } from '../../formats/processor.ts';
import { renderTar } from '../../formats/tar.ts';
import { PROJECT_LOCK, renderNodeLock } from '../archive/node-lock.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { planExecutable } from './build-executable.ts';
import { findNode, findShippedNode } from './find-node.ts';
import type { PinnedNode } from './pinned-node.ts';
import { planRootfs } from './plan-rootfs.ts';
import { readLicences } from './read-licences.ts';

describe('the runtime layer', () => {
  const workspace = join(import.meta.dirname, '../../../..');
  const root = mkdtempSync(join(tmpdir(), 'layer-'));
  const installed = findNode(workspace, process.arch);
  const name = `node-v${installed.version}-linux-${process.arch}.tar.gz`;

  beforeAll(async () => {
    const path = join(root, dirname(PROJECT_LOCK), 'archives', name);
    mkdirSync(dirname(path), { recursive: true });
    // In the layout of nodejs.org/dist; a weak compression, because it is the content that counts.
    const folder = dirname(dirname(installed.path));
    const transform = `s,^,node-v${installed.version}-linux-${process.arch}/,`;
    const files = ['bin/node', 'LICENSE', 'CHANGELOG.md'];
    const tar = ['--create', `--file=${path}`, '--use-compress-program=gzip -1'];
    execFileSync('tar', [...tar, `--transform=${transform}`, `--directory=${folder}`, ...files]);
    const hash = createHash('sha256');
    await pipeline(createReadStream(path), hash);
    const archive = { name, sha256: hash.digest('hex') };
    const archives = { x64: archive, arm64: archive };
    const { version } = installed;
    writeFileSync(
      join(root, PROJECT_LOCK),
      renderNodeLock({ version, released: '2026-01-01', archives }),
    );
  });
  afterAll(() => {
    rmSync(root, { recursive: true });
  });

  const render = (node: PinnedNode): Uint8Array => {
    const plan = planExecutable(root, { nodePath: node.path, locales: ['en'] });
    const executable = Buffer.concat(renderSelfContained(plan));
    return renderTar(planRootfs({ executable, licences: readLicences(node) }));
  };

  it('of an archive is the same, byte for byte, as that of the package of npm', () => {
    const unpacked = findShippedNode(root, findProcessor(process.arch), process);
    expect(unpacked.path).not.toBe(installed.path);
    expect(readFileSync(unpacked.path).equals(readFileSync(installed.path))).toBe(true);
    expect(Buffer.from(render(unpacked)).equals(render(installed))).toBe(true);
  });
});
