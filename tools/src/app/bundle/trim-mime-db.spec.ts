import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Workspace } from './workspace.fixture.ts';

const folderOf = (name: string): string => dirname(require.resolve(`${name}/package.json`));
const database = JSON.parse(readFileSync(join(folderOf('mime-db'), 'db.json'), 'utf8')) as Readonly<
  Record<string, { readonly extensions?: readonly string[] }>
>;
const types = [...Object.keys(database), 'text/none', 'a/none'];
const extensions = Object.values(database).flatMap((it) => it.extensions ?? []);

/** Prints what mime-types says about every type and extension. */
const ASK = `
  const mime = require('mime-types');
  const types = ${JSON.stringify(types)}.map((it) => [mime.charset(it), mime.extension(it), mime.contentType(it)]);
  const extensions = ${JSON.stringify([...extensions, 'none'])}.map((it) => mime.lookup(it));
  console.log(JSON.stringify([types, extensions, mime.extensions, mime.types]));
`;

describe('trimMimeDb()', () => {
  const workspace = new Workspace();
  beforeAll(() => {
    for (const name of ['mime-db', 'mime-types'])
      cpSync(folderOf(name), join(workspace.folder, 'node_modules', name), { recursive: true });
  });
  afterAll(() => {
    workspace.remove();
  });

  it('changes nothing of what mime-types says, in half of the bytes', async () => {
    workspace.write({ 'main.js': ASK });
    const said = workspace.runPlain('main.js');
    expect(said.length).toBeGreaterThan(50_000);
    expect(await workspace.run('main.js')).toBe(said);
    const { text, metafile } = await workspace.bundle('main.js', { metafile: true });
    expect(text.length - ASK.length).toBeLessThan(90_000);
    expect(Object.keys(metafile.inputs)).toContain('node_modules/mime-db/db.json?mime-types');
  });

  it('leaves the whole to everyone else, also beside mime-types', async () => {
    workspace.write({
      'node_modules/compressible/index.js': `module.exports = require('mime-db');`,
      'main.js': `
        require('mime-types').lookup('a.txt');
        const { 'application/mp4': first, ...others } = require('compressible');
        console.log(Object.keys(others).length, require('mime-db')['text/html'].compressible);`,
    });
    expect(await workspace.run('main.js')).toBe(`${types.length - 3} true\n`);
  });
});
