import { renderListing } from './listing.ts';

describe('renderListing()', () => {
  it('renders links that lead to the entries, and up unless at the root', () => {
    const entries = [
      { name: 'a', kind: 'directory' },
      { name: 'b.txt', kind: 'file' },
    ] as const;
    expect(renderListing({ path: '/', entries })).toContain(
      '<ul>\n<li><a href="a/">a/</a></li>\n<li><a href="b.txt">b.txt</a></li>\n</ul>',
    );
    expect(renderListing({ path: '/a/', entries: [] })).toContain(
      '<ul>\n<li><a href="../">../</a></li>\n</ul>',
    );
  });

  it.each([
    ['<b>&"\'', '<a href="%3Cb%3E%26%22&#39;">&lt;b&gt;&amp;&quot;&#39;</a>'],
    ['javascript:alert(1)', '<a href="javascript%3Aalert(1)">javascript:alert(1)</a>'],
    ['?x#y', '<a href="%3Fx%23y">?x#y</a>'],
    ['100%', '<a href="100%25">100%</a>'],
    ['ä b', '<a href="%C3%A4%20b">ä b</a>'],
  ])('makes the name %j harmless', (name, link) => {
    expect(renderListing({ path: '/', entries: [{ name, kind: 'file' }] })).toContain(link);
  });

  it('escapes the path in title and heading', () => {
    const html = renderListing({ path: '/<script>/', entries: [] });
    expect(html).toContain('<title>Index of /&lt;script&gt;/</title>');
    expect(html).not.toContain('<script>');
  });
});
