import { type Elf, type Segment, listLoads } from '../../formats/elf/elf.ts';
import { Fault } from '../../host/faults/fault.ts';

/**
 * The paths of the host that ld.so reads on its own, ld.so(8) "FILES": a list of libraries for every
 * program, the cache of ldconfig, and the folders it searches last, which Debian calls by machine.
 */
const HOST_PATHS = {
  'x86-64': hostPaths('x86_64-linux-gnu'),
  aarch64: hostPaths('aarch64-linux-gnu'),
};

function hostPaths(triplet: string): readonly string[] {
  return [
    '/etc/ld.so.preload',
    '/etc/ld.so.cache',
    `/lib/${triplet}/`,
    `/usr/lib/${triplet}/`,
    '/lib/',
    '/usr/lib/',
  ];
}

/**
 * Makes the dynamic loader fit to lie in the middle of an executable and to find nothing outside of it.
 *
 * Without the second, a name-service module that the host's nsswitch.conf asks for, a library in its
 * ld.so.preload, or one that a native addon lacks would come from the host: built against another
 * glibc, it may crash the process. Not found, glibc goes on to the next service: nss(5).
 *
 * @throws {Fault} `LOADER_PATH` where a path is not in the file: then it is not the loader we know.
 */
export function prepareLoader(loader: Elf): Elf {
  return fillBss(misleadHostPaths(loader));
}

/** DEL, which no host has in the name of a folder. */
const NOWHERE = 0x7f;

/**
 * Turns `/etc/ld.so.cache` into `/<DEL>tc/ld.so.cache` and so on. Empty paths would be simpler, but
 * ld.so insists on the slash (dl-load.c, `_dl_init_paths`), and has the lengths of the folders apart.
 */
function misleadHostPaths(loader: Elf): Elf {
  const bytes = Buffer.from(loader.bytes);
  for (const path of HOST_PATHS[loader.machine]) {
    const offsets = findStrings(loader.bytes, path);
    if (offsets.length === 0) throw new Fault('LOADER_PATH', { path: loader.path, wanted: path });
    for (const offset of offsets) bytes[offset + 1] = NOWHERE;
  }
  return { ...loader, bytes };
}

/** Where a text stands between two NULs. */
function findStrings(bytes: Uint8Array, text: string): readonly number[] {
  const wanted = Buffer.from(`\0${text}\0`, 'latin1');
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets: number[] = [];
  for (let at = haystack.indexOf(wanted); at >= 0; at = haystack.indexOf(wanted, at + 1))
    offsets.push(at + 1);
  return offsets;
}

/**
 * Writes the zeros of the last segment's bss into the file. Memory without file is then left to the
 * application's segments alone, behind which the kernel lets the heap begin: brk(2).
 */
function fillBss(loader: Elf): Elf {
  const loads = listLoads(loader);
  const last = loads.at(-1);
  if (last === undefined || loads.some((load) => load !== last && hasBss(load)))
    throw new Fault('LOADER_BSS', { path: loader.path });
  const zeros = new Uint8Array(last.memoryBytes - last.fileBytes);
  const filled = { ...last, fileBytes: last.memoryBytes };
  return {
    ...loader,
    bytes: Buffer.concat([loader.bytes.subarray(0, last.offset + last.fileBytes), zeros]),
    segments: loader.segments.map((segment) => (segment === last ? filled : segment)),
  };
}

function hasBss({ fileBytes, memoryBytes }: Segment): boolean {
  return memoryBytes > fileBytes;
}
