import { type Elf, type Segment, listLoads } from '../../formats/elf/elf.ts';
import { Fault } from '../../host/faults/fault.ts';

/**
 * The paths of the host that ld.so reads by default, ld.so(8) "FILES": a list of libraries for every
 * program, the cache of ldconfig, and the folders that it searches last, which Debian names by machine.
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
 * Prepares the dynamic loader for its place inside an executable, and prevents it from finding host files.
 *
 * Otherwise a name-service module from the host's nsswitch.conf, a library from its ld.so.preload, or one
 * that a native addon lacks would come from the host: built against another glibc, it may crash the
 * process. If a service is not found, glibc uses the next one: nss(5).
 *
 * @throws {Fault} `LOADER_PATH` if a path is not in the file, which is then not the expected loader.
 */
export function prepareLoader(loader: Elf): Elf {
  return fillBss(misleadHostPaths(loader));
}

/** DEL, which no host has in a folder name. */
const NOWHERE = 0x7f;

/**
 * Turns `/etc/ld.so.cache` into `/<DEL>tc/ld.so.cache` and so on. Empty paths would be simpler, but
 * ld.so requires the slash (dl-load.c, `_dl_init_paths`) and stores the lengths of the folders
 * separately.
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

/** Finds the offsets of a text between two NULs. */
function findStrings(bytes: Uint8Array, text: string): readonly number[] {
  const wanted = Buffer.from(`\0${text}\0`, 'latin1');
  const haystack = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const offsets: number[] = [];
  for (let at = haystack.indexOf(wanted); at >= 0; at = haystack.indexOf(wanted, at + 1))
    offsets.push(at + 1);
  return offsets;
}

/**
 * Writes the zeros of the last segment's bss into the file. Then only the application has bss, and the
 * kernel starts the heap after it: brk(2).
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
