import { constants, Dirent, statSync, type BigIntStats, type Stats } from 'node:fs';
import { isFolder, type Node } from './pack-tree.ts';

/** Node exports the class and the constants without their types. */
export function renderDirent(name: string, node: Node): Dirent {
  const Entry = Dirent as unknown as new (name: string, type?: number, path?: string) => Dirent;
  const { UV_DIRENT_DIR, UV_DIRENT_FILE } = constants as Readonly<Record<string, number>>;
  return new Entry(name, isFolder(node) ? UV_DIRENT_DIR : UV_DIRENT_FILE, '');
}

const [SECTOR_BYTES, BLOCK_BYTES] = [512, 4096];

/** Renders what stat(2) says in an image, where root owns all files of an app. */
export function renderStats(node: Node, isBig: boolean): Stats | BigIntStats {
  const isDirectory = isFolder(node);
  const size = isDirectory ? BLOCK_BYTES : node.bytes.byteLength;
  const time = isDirectory ? 0 : node.mtimeSeconds * 1000;
  const facts = {
    dev: 0,
    ino: node.number,
    uid: 0,
    gid: 0,
    rdev: 0,
    size,
    blksize: BLOCK_BYTES,
    mode: isDirectory ? constants.S_IFDIR | 0o755 : constants.S_IFREG | 0o644,
    nlink: isDirectory ? 2 : 1,
    blocks: Math.ceil(size / SECTOR_BYTES),
    atimeMs: time,
    mtimeMs: time,
    ctimeMs: time,
    birthtimeMs: time,
  };
  const prototype: object = Object.getPrototypeOf(statSync('/', { bigint: isBig })) as object;
  return Object.assign(Object.create(prototype), isBig ? enlarge(facts) : facts) as Stats;
}

function enlarge(facts: Readonly<Record<string, number>>): Record<string, bigint> {
  const entries = Object.entries(facts).map(([name, value]) => [name, BigInt(value)] as const);
  const times = entries
    .filter(([name]) => name.endsWith('timeMs'))
    .map(([name, value]) => [name.replace(/Ms$/, 'Ns'), value * 1_000_000n] as const);
  return Object.fromEntries([...entries, ...times]);
}
