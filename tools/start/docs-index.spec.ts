import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../..');
const index = readFileSync(join(workspace, 'docs/README.md'), 'utf8');
const rows = [...index.matchAll(/^\| `(.+?)` +\| \[(.+?)\]\((.+?)\)/gm)].map(
  ([, room = '', text = '', target = '']) => ({ room, text, target }),
);

const hacking = readFileSync(join(workspace, 'HACKING.md'), 'utf8');
const rooms = [...hacking.matchAll(/^\| `(\w+)` /gm)].map(([, room = '']) => room);

describe('docs/README.md', () => {
  it('lists each page exactly once', () => {
    const pages = readdirSync(join(workspace, 'docs'))
      .filter((name) => name.endsWith('.md'))
      .filter((name) => name !== 'README.md');
    expect(rows.map(({ target }) => target).toSorted()).toEqual(pages.toSorted());
  });

  it('has the order of the rooms in HACKING.md', () => {
    const used = [...new Set(rows.map(({ room }) => room))];
    expect(used).toEqual(rooms.filter((room) => used.includes(room)));
  });

  it.each(rows)(
    'puts $target into the room $room, under its own name',
    ({ room, text, target }) => {
      expect(text).toBe(target);
      const folders = ['libs/server/src', 'tools/src'].map((src) => join(workspace, src, room));
      expect(folders.some((folder) => existsSync(folder))).toBe(true);
    },
  );
});
