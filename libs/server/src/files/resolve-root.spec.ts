import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAsNobody } from '../../testing/call-as-nobody.ts';
import { resolveRoot } from './resolve-root.ts';

const sandbox = realpathSync(mkdtempSync(join(tmpdir(), 'resolve-root-')));
const at = (name: string): string => join(sandbox, name);

beforeAll(() => {
  chmodSync(sandbox, 0o755);
  mkdirSync(at('site'));
  mkdirSync(at('locked'), { mode: 0 });
  symlinkSync('site', at('link'));
  symlinkSync('nowhere', at('broken'));
  symlinkSync('loop', at('loop'));
  writeFileSync(at('file'), '');
});
afterAll(() => {
  rmSync(sandbox, { recursive: true });
});

describe('resolveRoot()', () => {
  it.each(['site', 'link', 'site/../link/'])('returns the real path of %j', async (name) => {
    expect(await resolveRoot(at(name))).toBe(at('site'));
  });

  const missing = 'no such directory; create it or set FILES_ROOT to another one';
  const noDirectory = 'expected a directory; set FILES_ROOT to the directory that contains it';
  it.each([
    ['absent', missing],
    ['broken', missing],
    ['loop', missing],
    ['x'.repeat(300), missing],
    ['file', noDirectory],
    ['file/below', noDirectory],
  ])('refuses %j', async (name, reason) => {
    await expect(resolveRoot(at(name))).rejects.toMatchObject({
      message: `Cannot serve files from "${at(name)}": ${reason}`,
      exitCode: 66,
    });
  });

  it('refuses a directory without read permission', () => {
    const modulePath = join(import.meta.dirname, 'resolve-root.ts');
    const call = { modulePath, name: 'resolveRoot', args: [at('locked')] };
    expect(callAsNobody(call).error).toEqual({
      message: `Cannot serve files from "${at('locked')}": permission denied; let this user read it and enter its parent directories`,
      exitCode: 66,
    });
  });
});
