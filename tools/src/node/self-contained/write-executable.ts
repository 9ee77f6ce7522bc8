import { closeSync, fchmodSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Everyone may read and run it: the stub must open its own file. */
const EXECUTABLE_MODE = 0o755;

/**
 * Writes chunks to an executable file, regardless of the umask. The file appears when it is complete:
 * processes that run the old file are not disturbed, and a failure leaves nothing behind.
 */
export function writeExecutable(path: string, chunks: readonly Uint8Array[]): void {
  const beside = `${path}.new`;
  try {
    const file = openSync(beside, 'w');
    try {
      for (const chunk of chunks) writeFileSync(file, chunk);
      fchmodSync(file, EXECUTABLE_MODE);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
}
