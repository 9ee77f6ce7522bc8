import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';

/** SQLITE_BUSY of https://sqlite.org/rescode.html */
const BUSY = 5;

/**
 * Takes a lock of the kernel, fcntl(2), on a file. It ends with the process that has it, however that ends, and holds between
 * containers and hosts that share a volume. Node has no call for it but SQLite's, which locks an empty database.
 *
 * @returns A function that releases it; undefined if another thread or process has it.
 */
export function lockFile(path: string): (() => void) | undefined {
  writeFileSync(path, '', { flag: 'a', mode: 0o600 }); // SQLite lets the umask decide
  const database = new DatabaseSync(path, { timeout: 0 });
  try {
    database.exec('PRAGMA journal_mode = OFF; BEGIN EXCLUSIVE');
    return () => {
      database.close();
    };
  } catch (error) {
    database.close();
    if ((error as { errcode?: unknown }).errcode === BUSY) return undefined;
    throw error;
  }
}
