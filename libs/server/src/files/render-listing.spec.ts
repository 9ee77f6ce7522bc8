import { encodeName, textOf } from './byte-name.ts';
import { renderListing } from './render-listing.ts';

describe('renderListing()', () => {
  const isCut = false;

  it('renders links to the entries with size and time, and to the parent except at the root', () => {
    const entries = [
      { name: 'a', href: 'a/', kind: 'directory' },
      {
        name: 'b.txt',
        href: 'b.txt',
        kind: 'file',
        sizeBytes: 10,
        modified: '2026-11-21T23:36:00Z',
      },
    ] as const;
    expect(renderListing({ path: '/', entries, isCut }).split('\n').slice(4, -2)).toEqual([
      '<table>',
      '<tr><th>Name</th><th>Bytes</th><th>Changed</th></tr>',
      '<tr><td><a href="a/">a/</a></td><td align="right"></td><td></td></tr>',
      '<tr><td><a href="b.txt">b.txt</a></td><td align="right">10</td><td>2026-11-21T23:36:00Z</td></tr>',
      '</table>',
    ]);
    expect(renderListing({ path: '/a/', entries: [], isCut })).toContain(
      '<tr><td><a href="../">../</a></td></tr>\n</table>',
    );
  });

  it('states that there are more entries than shown', () => {
    const entries = [{ name: 'a', href: 'a', kind: 'file' }] as const;
    const note = '<p>The first 1 entries read; there are more.</p>';
    expect(renderListing({ path: '/', entries, isCut: true })).toContain(note);
    expect(renderListing({ path: '/', entries, isCut })).not.toContain('<p>');
  });

  it.each([
    ['<b>&"\'', '<a href="%3Cb%3E%26%22&#39;">&lt;b&gt;&amp;&quot;&#39;</a>'],
    ['javascript:alert(1)', '<a href="javascript%3Aalert(1)">javascript:alert(1)</a>'],
    ['?x#y', '<a href="%3Fx%23y">?x#y</a>'],
    ['100%', '<a href="100%25">100%</a>'],
    ['\xc3\xa4 b', '<a href="%C3%A4%20b">ä b</a>'],
    ['caf\xe9', '<a href="caf%E9">caf%E9</a>'],
  ])('escapes the name %j', (name, link) => {
    const entries = [{ name: textOf(name), href: encodeName(name), kind: 'file' }] as const;
    expect(renderListing({ path: '/', entries, isCut })).toContain(link);
  });

  it('escapes the path in title and heading', () => {
    const html = renderListing({ path: '/<script>/', entries: [], isCut });
    expect(html).toContain('<title>Index of /&lt;script&gt;/</title>');
    expect(html).not.toContain('<script>');
  });
});
