import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildConsole } from './build.ts';

/** The routes of the console read the assets here; git ignores them. */
const folder = join(import.meta.dirname, '../assets');

mkdirSync(folder, { recursive: true });
for (const [name, bytes] of await buildConsole()) {
  const path = join(folder, `${name}.gz`);
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}
