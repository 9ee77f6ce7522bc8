import { closeSync, fchmodSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';

/** Everyone may read and run it: the stub has to open the file it lies in. */
const EXECUTABLE_MODE = 0o755;

/**
 * Writes chunks to a file that can be run, whatever the umask. The file appears when it is complete:
 * a process that runs the one it replaces is not disturbed, and after a failure nothing is left.
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
