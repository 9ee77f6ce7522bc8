import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callAsNobody } from '../../testing/call-as-nobody.ts';
import { openBelow, pathOf } from './open-below.ts';

const sandbox = realpathSync(mkdtempSync(join(tmpdir(), 'open-below-')));
const root = join(sandbox, 'root');

beforeAll(() => {
  mkdirSync(root);
  writeFileSync(join(sandbox, 'secret'), 'secret');
  writeFileSync(join(root, 'open'), 'open');
  writeFileSync(join(root, 'locked'), '', { mode: 0 });
  mkdirSync(join(root, 'locked-folder'), { mode: 0o600 });
  for (const path of [sandbox, root]) chmodSync(path, 0o755);
});
afterAll(() => {
  rmSync(sandbox, { recursive: true });
});

async function contentOf(names: readonly string[], below = root): Promise<string | undefined> {
  using opened = await openBelow(below, names);
  if (opened === undefined || opened.kind === 'refused') return opened?.reason;
  const path = pathOf(opened.fd);
  return opened.kind === 'file' ? readFileSync(opened.fd, 'utf8') : readdirSync(path).join();
}

describe('openBelow()', () => {
  it('opens the root for an empty list of names', async () => {
    expect(await contentOf([])).toBe('locked,locked-folder,open');
  });

  it('opens a file below the root "/"', async () => {
    expect(await contentOf([...root.split('/').slice(1), 'open'], '/')).toBe('open');
  });

  it.each([
    ['open', { value: 'file' }],
    ['locked', { value: 'refused' }],
    ['locked-folder', { value: 'refused' }],
    ['absent', {}],
  ])('opens "%s" for a user without permissions: %j', (name, outcome) => {
    const modulePath = join(import.meta.dirname, 'open-below.ts');
    const call = { modulePath, name: 'openBelow', args: [root, [name]], take: 'kind' };
    expect(callAsNobody(call)).toEqual(outcome);
  });

  it('closes the descriptor of anything that it does not return', async () => {
    symlinkSync('/dev/zero', join(root, 'zero'));
    symlinkSync('../secret', join(root, 'out'));
    const count = (): number => readdirSync('/proc/self/fd').length;
    const before = count();
    for (const name of ['zero', 'out', 'absent', 'open']) await contentOf([name]);
    while (count() > before) await new Promise(setImmediate); // close(2) runs in libuv's threads
    expect(count()).toBe(before);
  });

  it('tells the root from a neighbour whose name differs in a byte that is not UTF-8', async () => {
    for (const byte of ['\xfe', '\xff']) mkdirSync(Buffer.from(join(sandbox, byte), 'latin1'));
    writeFileSync(Buffer.from(join(sandbox, '\xfe/file'), 'latin1'), 'neighbour');
    writeFileSync(Buffer.from(join(sandbox, '\xff/file'), 'latin1'), 'own');
    const target = Buffer.from('../\xfe/file', 'latin1');
    symlinkSync(target, Buffer.from(join(sandbox, '\xff/link'), 'latin1'));
    const below = join(sandbox, '\xff');
    expect(await contentOf(['file'], below)).toBe('own');
    expect(await contentOf(['link'], below)).toMatch(/^it leads out of/);
  });

  it('never leaves the root while a file alternates with a link that does', async () => {
    const link = join(sandbox, 'link');
    const [name, path] = ['turning', join(root, 'turning')];
    let isOver = false;
    const turn = async (): Promise<void> => {
      for (let count = 0; !isOver; count += 1) {
        if (count % 2 === 0) symlinkSync('../secret', link);
        else writeFileSync(link, 'open');
        renameSync(link, path);
        await new Promise(setImmediate);
      }
    };
    const turning = turn();
    const seen = new Set<string | undefined>();
    for (let count = 0; count < 500; count += 1) seen.add(await contentOf([name]));
    isOver = true;
    await turning;
    unlinkSync(path);
    expect(seen).toContain('open');
    expect(seen).not.toContain('secret');
  });
});
