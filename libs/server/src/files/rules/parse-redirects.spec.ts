import { fillTarget, parseRedirects } from './parse-redirects.ts';

/** Returns where the rules of a file lead a path. */
function follow(text: string, target: string): unknown[] | undefined {
  for (const rule of parseRedirects(text)) {
    const values = rule.pattern.match(target);
    if (values !== undefined) return [rule.status, fillTarget(rule, values)];
  }
  return undefined;
}

describe('parseRedirects()', () => {
  it.each([
    ['/old /new', '/old', [302, '/new']],
    ['/old /new 301', '/old/', [301, '/new']],
    ['/old\t\t/new?a=b#c   308  ', '/old', [308, '/new?a=b#c']],
    ['# comment\n\n/a /b 303\n/a /c 307\r\n', '/a', [303, '/b']],
    ['/news/* /blog/:splat 301', '/news/2026/7', [301, '/blog/2026/7']],
    ['/news/* /blog/:splat 301', '/news', [301, '/blog/']],
    ['/:year/:id /blog/:id-:year', '/2026/7', [302, '/blog/7-2026']],
    ['/* https://example.org:8443/:splat 301', '/a/b', [301, 'https://example.org:8443/a/b']],
    ['/x http://example.org', '/x', [302, 'http://example.org']],
    ['/* /index.html 200', '/app/7', [200, '/index.html']],
    ['/docs/:page /:page.html 200', '/docs/a', [200, '/a.html']],
    ['/old /new', '/other', undefined],
  ])('%j leads %s to %j', (text, target, expected) => {
    expect(follow(text, target)).toEqual(expected);
  });

  it.each([
    ['/* /:splat 301', '/%2F%2Fevil.example'],
    ['/go/* /:splat 301', '/go/%5Cevil.example'],
    ['/go/* /:splat/ 301', '/go/'],
  ])('%j leads %s to no other host', (text, target) => {
    const [, location = ''] = follow(text, target) ?? [];
    const url = new URL(String(location), 'https://site.example/');
    expect(url.host).toBe('site.example');
  });

  it.each([
    ['/old', 1, 'a path, a target and optionally a status'],
    ['/ok /fine\n/a /b 301 Country=de', 2, 'a path, a target and optionally a status'],
    ['/a id=:id /b/:id 301', 1, 'a path, a target and optionally a status'],
    ['old /new', 1, 'a path with placeholders'],
    ['https://example.org/* /new', 1, 'a path with placeholders'],
    ['/a*b /new', 1, 'a path with placeholders'],
    ['/*/b /new', 1, 'a path with placeholders'],
    ['/a /b 404', 1, 'a status of 200, 301, 302, 303, 307, 308'],
    ['/a /b 301!', 1, 'a status of'],
    ['/a /b 0x12d', 1, 'a status of'],
    ['/a /a', 1, 'a target other than the path itself'],
    ['/b /a\n/a /a?from=a#top 301', 2, 'a target other than the path itself'],
    ['/a b', 1, 'a target that is a path'],
    ['/a //evil.example', 1, 'a target that is a path'],
    ['/a /\\evil.example', 1, 'a percent-encoded target'],
    ['/a javascript:alert(1)', 1, 'a target that is a path'],
    ['/a ftp://example.org/', 1, 'a target that is a path'],
    ['/a https://user@example.org/', 1, 'a target that is a path'],
    ['/a https://user:pass@example.org/', 1, 'a target that is a path'],
    ['/a https:///x', 1, 'a target that is a path'],
    ['/a /é', 1, 'a percent-encoded target'],
    ['/a /b\x7f', 1, 'a percent-encoded target'],
    ['/:a https://:a.example.org/', 1, 'a host without placeholders'],
    ['/:a https://example.org:a/', 1, 'a host without placeholders'],
    ['/a /:b', 1, 'a target without :b, which the path lacks'],
    ['/a/* /:rest', 1, 'a target without :rest'],
    ['/* https://api.example.org/:splat 200', 1, 'a path below FILES_ROOT'],
    ['/a /../etc/passwd 200', 1, 'a path below FILES_ROOT'],
    ['/a /%2e%2e/etc 200', 1, 'a path below FILES_ROOT'],
    ['/a /.env 200', 1, 'a path below FILES_ROOT'],
    ['/a /b?c 200', 1, 'a path below FILES_ROOT'],
    ['/a //b 200', 1, 'a path below FILES_ROOT'],
  ])('refuses %j in line %i', (text, line, expected) => {
    expect(() => parseRedirects(text)).toThrow(
      expect.objectContaining({
        line,
        message: expect.stringContaining(expected) as string,
      }) as Error,
    );
  });

  it('refuses the rule with a placeholder after a hundred', () => {
    expect(() => parseRedirects('/:a /b\n'.repeat(100))).not.toThrow();
    expect(() => parseRedirects('/:a /b\n'.repeat(101))).toThrow(
      'expected at most 100 rules with * or placeholders',
    );
  });

  it('refuses the rule after a thousand', () => {
    expect(() => parseRedirects('/a /b\n'.repeat(1_001))).toThrow('expected at most 1000 rules');
  });
});
