import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { serverSettings } from '../src/config/settings.ts';
import { derivedFiles, UNIT_DEFAULTS } from './derived-files.ts';

const workspace = join(import.meta.dirname, '../../..');

describe('derivedFiles', () => {
  it.each(derivedFiles)(
    '$path matches the declarations; if not: npx nx run server:render',
    (file) => {
      expect(readFileSync(join(workspace, file.path), 'utf8')).toBe(file.text);
    },
  );
});

describe('UNIT_DEFAULTS', () => {
  const unit = readFileSync(join(workspace, 'apps/server-vps/systemd/server-vps.service'), 'utf8');

  it('are set by the unit before the file, which may change them', () => {
    for (const [name, value] of Object.entries(UNIT_DEFAULTS)) {
      const { env } = serverSettings[name as keyof typeof UNIT_DEFAULTS];
      const at = unit.indexOf(`\nEnvironment=${env}=${value}\n`);
      expect(at).toBeGreaterThan(-1);
      expect(unit.indexOf('\nEnvironmentFile=')).toBeGreaterThan(at);
    }
  });
});
