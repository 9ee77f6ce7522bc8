import { syncBuiltinESMExports } from 'node:module';

/**
 * Files by which loaders of native addons (napi-rs, detect-libc, node-gyp-build) tell whether the C library is
 * musl. They describe the machine; the C library of this process is glibc, from the executable.
 */
const OF_LIBC: readonly unknown[] = ['/usr/bin/ldd', '/etc/alpine-release'];

/** No file can be created there. */
const NOWHERE = '/proc/self/no-libc';

const READERS = ['existsSync', 'openSync', 'readFile', 'readFileSync'];

type Reader = (path: unknown, ...rest: readonly unknown[]) => unknown;

/** Hides these files of the machine in this thread, so that loaders ask Node (`process.report`) instead. */
export function hideHostLibc(): void {
  const fs = process.getBuiltinModule('node:fs') as unknown as Record<string, Reader>;
  for (const name of READERS) {
    const read = fs[name] as Reader;
    fs[name] = (path, ...rest) => read(OF_LIBC.includes(path) ? NOWHERE : path, ...rest);
  }
  syncBuiltinESMExports();
}
