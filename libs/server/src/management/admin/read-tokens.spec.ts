import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mountFiles } from '../../../testing/mounted-volume.ts';
import { createToken } from './find-caller.ts';
import { planTokens, readTokens } from './read-tokens.ts';

const folder = mkdtempSync(join(tmpdir(), 'read-tokens-'));
const volume = join(folder, 'volume');
const tokenOf = (content: string): string => content.padEnd(43, 'x');

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a token into a volume that has its files through `..data`. */
function mount(content: string): void {
  const path = join(folder, content);
  writeFileSync(path, tokenOf(content), { mode: 0o600 });
  mountFiles(volume, content, { 'admin-token': path });
}

describe('readTokens()', () => {
  it.each([
    ['that a setting names', { ADMIN_TOKEN_FILE: join(volume, 'admin-token') }],
    ['that the orchestrator mounts', { NOMAD_SECRETS_DIR: volume }],
  ])('reads what the volume %s has now', (_, env) => {
    const places = planTokens(env);
    for (const content of ['first', 'second']) {
      mount(content);
      expect(readTokens(places)).toEqual([createToken(tokenOf(content), 'write')]);
    }
    rmSync(volume, { recursive: true });
    expect(readTokens(places)).toEqual([]);
  });

  it('refuses a token that others can read since the volume was replaced', () => {
    mount('first');
    const places = planTokens({ ADMIN_TOKEN_FILE: join(volume, 'admin-token') });
    mount('second');
    chmodSync(join(volume, 'admin-token'), 0o644);
    expect(() => readTokens(places)).toThrow('its mode 644 lets other users read it');
  });
});
