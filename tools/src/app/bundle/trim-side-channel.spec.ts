import { cpSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Workspace } from './workspace.fixture.ts';

const packages = join(dirname(require.resolve('qs/package.json')), '..');

/** Prints what qs says: with cycles, with a limit of arrays, with keys of all kinds. */
const ASK = `
  const qs = require('qs');
  const cyclic = { a: { b: 1 } };
  cyclic.a.c = cyclic.a;
  let refusal;
  try { qs.stringify(cyclic); } catch (error) { refusal = [error.name, error.message]; }
  const many = Array.from({ length: 30 }, (_, index) => 'a[]=' + index).join('&');
  const same = { x: 1 };
  console.log(JSON.stringify([
    refusal,
    qs.stringify({ a: same, b: same, c: [same, [1, null, undefined, new Date(0)]] }),
    qs.parse(many), qs.parse(many, { arrayLimit: 5 }), qs.parse('a=1&a=2&a[3]=4&b.c=d', { allowDots: true }),
    qs.stringify({ a: ['b', 'c'], d: { e: 'f' } }, { arrayFormat: 'comma', encode: false }),
  ]));
`;

describe('trimSideChannel()', () => {
  const workspace = new Workspace();
  const inModules = (name: string): string => join(workspace.folder, 'node_modules', name);
  beforeAll(() => {
    for (const name of ['qs', ...listSideChannel()])
      cpSync(join(packages, name), inModules(name), { recursive: true });
  });
  afterAll(() => {
    workspace.remove();
  });

  it('changes nothing of what qs says, in half of the bytes', async () => {
    workspace.write({ 'main.js': ASK });
    const said = workspace.runPlain('main.js');
    expect(said).toContain('Cyclic object value');
    expect(await workspace.run('main.js')).toBe(said);
    const { metafile } = await workspace.bundle('main.js', { metafile: true });
    expect(Object.keys(metafile.inputs).join()).not.toMatch(/object-inspect|get-intrinsic/);
  });

  it('leaves the package to everyone else', async () => {
    workspace.write({
      'main.js': `try { require('side-channel')().assert({ b: 1 }); } catch ({ message }) { console.log(message); }`,
    });
    expect(await workspace.run('main.js')).toBe(
      'Side channel does not contain the given object key\n',
    );
  });
});

/** Lists side-channel and what it needs. */
function listSideChannel(): readonly string[] {
  return readdirSync(packages).filter((name) =>
    /^(side-channel.*|object-inspect|es-.*|get-.*|call-.*|gopd|hasown|has-symbols|function-bind|dunder-proto|math-intrinsics)$/.test(
      name,
    ),
  );
}
