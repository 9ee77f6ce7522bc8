import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { derivedFiles } from './derived-files.ts';

const workspace = join(import.meta.dirname, '../../..');

describe('derivedFiles', () => {
  it.each(derivedFiles)(
    '$path matches the declarations; if not: npx nx run server:render',
    (file) => {
      expect(readFileSync(join(workspace, file.path), 'utf8')).toBe(file.text);
    },
  );
});
