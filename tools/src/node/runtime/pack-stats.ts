import { constants, Dirent, statSync, type BigIntStats, type Stats } from 'node:fs';
import { isFolder, isLink, type Node } from './pack-tree.ts';

/** Node exports the class and the constants without their types. */
export function renderDirent(name: string, node: Node): Dirent {
  const Entry = Dirent as unknown as new (name: string, type?: number, path?: string) => Dirent;
  const types = constants as Readonly<Record<string, number>>;
  return new Entry(
    name,
    types[`UV_DIRENT_${isFolder(node) ? 'DIR' : isLink(node) ? 'LINK' : 'FILE'}`],
    '',
  );
}

const [SECTOR_BYTES, BLOCK_BYTES] = [512, 4096];

/** Renders what stat(2) says in an image, where root owns all files of an app. */
export function renderStats(node: Node, isBig: boolean): Stats | BigIntStats {
  const { size, mode, time } = measure(node);
  const facts = {
    dev: 0,
    ino: node.number,
    uid: 0,
    gid: 0,
    rdev: 0,
    size,
    blksize: BLOCK_BYTES,
    mode,
    nlink: isFolder(node) ? 2 : 1,
    blocks: Math.ceil(size / SECTOR_BYTES),
    atimeMs: time,
    mtimeMs: time,
    ctimeMs: time,
    birthtimeMs: time,
  };
  const empty: object = Object.create(findPrototype(isBig)) as object;
  return Object.assign(empty, isBig ? enlarge(facts) : facts) as Stats;
}

const prototypes = new Map<boolean, object>();

/** The class of what `fs` returns, which Node does not export. To ask for it takes a system call. */
function findPrototype(isBig: boolean): object {
  const known = prototypes.get(isBig);
  if (known !== undefined) return known;
  const found = Object.getPrototypeOf(statSync('/', { bigint: isBig })) as object;
  prototypes.set(isBig, found);
  return found;
}

interface Measured {
  readonly size: number;
  readonly mode: number;
  /** Milliseconds since 1970. */
  readonly time: number;
}

function measure(node: Node): Measured {
  if (isFolder(node)) return { size: BLOCK_BYTES, mode: constants.S_IFDIR | 0o755, time: 0 };
  if (isLink(node)) {
    const size = Buffer.byteLength(node.target);
    return { size, mode: constants.S_IFLNK | 0o777, time: 0 };
  }
  const { bytes, mtimeSeconds } = node;
  return { size: bytes.byteLength, mode: constants.S_IFREG | 0o644, time: mtimeSeconds * 1000 };
}

function enlarge(facts: Readonly<Record<string, number>>): Record<string, bigint> {
  const entries = Object.entries(facts).map(([name, value]) => [name, BigInt(value)] as const);
  const times = entries
    .filter(([name]) => name.endsWith('timeMs'))
    .map(([name, value]) => [name.replace(/Ms$/, 'Ns'), value * 1_000_000n] as const);
  return Object.fromEntries([...entries, ...times]);
}
