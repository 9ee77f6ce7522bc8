import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivedFiles } from './derived-files.ts';

const workspace = join(import.meta.dirname, '../../..');

for (const { path, text } of derivedFiles) {
  const target = join(workspace, path);
  writeFileSync(`${target}.new`, text);
  renameSync(`${target}.new`, target);
}
