import { parsePack } from '../../formats/pack/parse-pack.ts';
import { renderPack } from '../../formats/pack/render-pack.ts';
import { RESERVED } from '../../node/runtime/layout.ts';
import { planAppFiles } from './plan-app-files.ts';

const parts = {
  appFile: Buffer.from('app'),
  sbom: { document: Buffer.from('{}'), licences: new Map([['a@1.0.0.txt', Buffer.from('MIT')]]) },
};

const list = (volumes: readonly string[]) => {
  const user = { uid: 10, gid: 20 };
  return planAppFiles(parts, { user, volumes }).map(
    ({ path, mode, owner = 0, group = 0 }) => `${mode.toString(8)} ${owner}:${group} ${path}`,
  );
};

describe('planAppFiles()', () => {
  it('lists the app file, the SBOM and the licences, all below /app', () => {
    expect(list([])).toEqual([
      '755 0:0 app',
      '755 0:0 app/licences',
      '644 0:0 app/sbom.cdx.json',
      '644 0:0 app/server.app',
      '644 0:0 app/licences/a@1.0.0.txt',
    ]);
  });

  it('gives each volume to the user of the image and to group 0, with the folders above it', () => {
    const entries = list(['/data', '/run/shop/admin']);
    expect(entries).toEqual(
      expect.arrayContaining([
        '770 10:0 data',
        '755 0:0 run',
        '755 0:0 run/shop',
        '770 10:0 run/shop/admin',
      ]),
    );
    expect(new Set(entries).size).toBe(entries.length);
  });

  it('lists each folder once and before its content, also if volumes lie in each other', () => {
    const paths = list(['/run/shop', '/run', '/app/licences']);
    expect(paths.slice(0, 4)).toEqual([
      '770 10:0 run',
      '770 10:0 run/shop',
      '755 0:0 app',
      '770 10:0 app/licences',
    ]);
  });

  it('lists the files of the app with their folders and times', () => {
    const files = renderPack(new Map([['apps/shop/views/a.ejs', Buffer.from('a')]]));
    const entries = planAppFiles({ ...parts, files }, { user: { uid: 10, gid: 20 }, volumes: [] });
    const [file] = parsePack(files);
    expect(entries.filter(({ path }) => path.startsWith('app/apps'))).toEqual([
      { path: 'app/apps', type: 'directory', mode: 0o755 },
      { path: 'app/apps/shop', type: 'directory', mode: 0o755 },
      { path: 'app/apps/shop/views', type: 'directory', mode: 0o755 },
      {
        path: 'app/apps/shop/views/a.ejs',
        type: 'file',
        mode: 0o644,
        bytes: file?.bytes,
        mtimeSeconds: file?.mtimeSeconds,
      },
    ]);
  });

  it('keeps symlinks', () => {
    const files = renderPack(new Map([['a/link', { linkTarget: '../b' }]]));
    const entries = planAppFiles({ ...parts, files }, { user: { uid: 10, gid: 20 }, volumes: [] });
    expect(entries).toContainEqual({
      path: 'app/a/link',
      type: 'symlink',
      mode: 0o777,
      linkTarget: '../b',
    });
  });

  it('uses only names that files of the app must leave free', () => {
    const { user, volumes } = { user: { uid: 10, gid: 20 }, volumes: [] };
    const names = planAppFiles(parts, { user, volumes }).map(({ path }) => path.split('/')[1]);
    expect([...new Set(names.filter(Boolean))].toSorted()).toEqual(RESERVED);
  });
});
