import { renderGzip } from '../gzip/render-gzip.ts';
import { renderTar } from '../tar/tar.ts';
import { compareArtefacts, renderDifference } from './compare-artefacts.ts';
import { findPart } from './find-part.ts';

const archiveOf = (text: string, mode = 0o644) =>
  renderTar([{ path: 'etc/motd', type: 'file', mode, bytes: Buffer.from(text) }]);
const compare = (a: Uint8Array, b: Uint8Array) =>
  compareArtefacts({ name: 'made', bytes: a }, { name: 'again', bytes: b });

describe('compareArtefacts()', () => {
  it('has nothing to say of equal bytes', () => {
    expect(compare(archiveOf('one'), archiveOf('one'))).toBeUndefined();
  });

  it('goes through gzip and tar to the line', () => {
    const [a, b] = [archiveOf('one\ntwo\n'), archiveOf('one\ntoo\n')].map(renderGzip);
    expect(compare(a as Uint8Array, b as Uint8Array)).toEqual({
      place: ['made', 'etc/motd', 'line 2, column 2'],
      expected: '"wo\\n"',
      found: '"oo\\n"',
    });
  });

  it('names the field of a header', () => {
    expect(compare(archiveOf('one'), archiveOf('one', 0o600))).toEqual({
      place: ['made', 'etc/motd', 'mode'],
      expected: '0000644',
      found: '0000600',
    });
  });
});

describe('renderDifference()', () => {
  it('puts both sides under the place', () => {
    const difference = { place: ['a.tar', 'etc/motd', 'mode'], expected: '0644', found: '0600' };
    expect(renderDifference(difference)).toBe(
      'a.tar > etc/motd > mode\n  expected  0644\n  found     0600',
    );
  });
});

describe('findPart()', () => {
  it('finds a file in a packed archive', () => {
    const bytes = renderGzip(archiveOf('hello'));
    expect(findPart({ name: 'a.tar.gz', bytes }, 'motd')).toEqual(Buffer.from('hello'));
  });
});
