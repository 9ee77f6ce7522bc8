import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAsNobody } from '../testing/call-as-nobody.ts';
import { locate } from './locate.ts';

const root = realpathSync(mkdtempSync(join(tmpdir(), 'locate-')));

beforeAll(() => {
  chmodSync(root, 0o755);
  writeFileSync(join(root, 'open'), '');
  writeFileSync(join(root, 'locked'), '', { mode: 0 });
  mkdirSync(join(root, 'locked-folder'), { mode: 0o600 });
});
afterAll(() => {
  rmSync(root, { recursive: true });
});

describe('locate()', () => {
  it('finds the root by no name', async () => {
    expect(await locate(root, [])).toEqual({ kind: 'directory', realPath: root });
  });

  it('finds what is below a root that is "/"', async () => {
    const names = root.split('/').slice(1);
    expect(await locate('/', names)).toEqual({ kind: 'directory', realPath: root });
  });

  it.each([
    ['open', { kind: 'file', realPath: join(root, 'open') }],
    ['locked', undefined],
    ['locked-folder', undefined],
  ])('for a user without rights finds of "%s": %j', (name, found) => {
    const modulePath = join(import.meta.dirname, 'locate.ts');
    const outcome = callAsNobody({ modulePath, name: 'locate', args: [root, [name]] });
    expect(outcome).toEqual(found === undefined ? {} : { value: found });
  });
});
