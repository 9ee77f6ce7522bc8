import {
  closeSync,
  fchmodSync,
  mkdtempSync,
  openSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { basename, join } from 'node:path';

/** Everyone may read and run it: the stub must open its own file. */
const EXECUTABLE_MODE = 0o755;

/**
 * Writes chunks to an executable file, regardless of the umask. The file appears when it is complete:
 * processes that run the old file, or write the same one, are not disturbed, and a failure leaves nothing behind.
 */
export function writeExecutable(path: string, chunks: readonly Uint8Array[]): void {
  const beside = mkdtempSync(`${path}.writing-`);
  const written = join(beside, basename(path));
  try {
    const file = openSync(written, 'w');
    try {
      for (const chunk of chunks) writeFileSync(file, chunk);
      fchmodSync(file, EXECUTABLE_MODE);
    } finally {
      closeSync(file);
    }
    renameSync(written, path);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}
