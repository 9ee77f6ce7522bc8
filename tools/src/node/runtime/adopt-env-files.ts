import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { isBelow, pathOf } from './app-path.ts';

/**
 * Lets `process.loadEnvFile()` read a file of the app: Node's own asks the kernel, which does not have it.
 *
 * @param root Where the files are mounted.
 */
export function adoptEnvFiles(root: string): void {
  const loadEnvFile = process.loadEnvFile.bind(process);
  process.loadEnvFile = (given = '.env') => {
    const path = pathOf(given);
    if (!isBelow(root, path)) {
      loadEnvFile(given);
      return;
    }
    // eslint-disable-next-line no-restricted-properties -- part of the runtime, below any app
    const { env } = process;
    for (const [name, value] of Object.entries(parseEnv(readFileSync(path, 'utf8'))))
      env[name] ??= value;
  };
}
