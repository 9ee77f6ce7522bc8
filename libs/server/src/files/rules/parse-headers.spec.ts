import { parseHeaders } from './parse-headers.ts';

const fieldsOf = (text: string) => parseHeaders(text).map(({ fields }) => fields);

describe('parseHeaders()', () => {
  it('reads patterns and the fields below them', () => {
    const text = [
      '# comment',
      '',
      '/*',
      '  X-Frame-Options: DENY',
      "\tContent-Security-Policy: default-src 'self'; img-src https://a.example:443  ",
      '/assets/*\r',
      'Cache-Control:public, max-age=60\r',
      '  # another',
      '  Access-Control-Allow-Origin: *',
    ].join('\n');
    expect(fieldsOf(text)).toEqual([
      [
        ['X-Frame-Options', 'DENY'],
        ['Content-Security-Policy', "default-src 'self'; img-src https://a.example:443"],
      ],
      [
        ['Cache-Control', 'public, max-age=60'],
        ['Access-Control-Allow-Origin', '*'],
      ],
    ]);
  });

  it.each(['', '\n\n', '# only a comment'])('reads nothing from %j', (text) => {
    expect(fieldsOf(text)).toEqual([]);
  });

  it.each<readonly [string, number, string]>([
    ['X-A: b', 1, 'a path such as /assets/* first'],
    ['/a', 1, 'a header field below the path'],
    ['/a\n/b\n  X-A: b', 1, 'a header field below the path'],
    ['/a\n  X-A: b\n/c*d*\n  X-A: b', 3, 'a path with at most one *'],
    ['/a\n  X-A', 2, 'a header field such as "X-Frame-Options: DENY"'],
    ['/a\n  X-A:', 2, 'a header field such as'],
    ['/a\n  ! X-A', 2, 'a header field such as'],
    ['/a\n  X A: b', 2, 'a header field such as'],
    ['/a\n  X-A: b\rSet-Cookie: c', 2, 'a header field such as'],
    ['/a\n  X-A: b\0', 2, 'a header field such as'],
    ['/a\n  X-A: é', 2, 'a header field such as'],
    ['/a\n  https://example.org/*', 2, 'a header field such as'],
    ['/a\n  set-cookie: b', 2, 'no Set-Cookie, which caches would give to other clients'],
    ...['content-length', 'Transfer-Encoding', 'Connection', 'ETag', 'Location'].map(
      (name) => [`/a\n  ${name}: b`, 2, 'a field that the server does not set'] as const,
    ),
  ])('refuses %j in line %i', (text, line, expected) => {
    expect(() => parseHeaders(text)).toThrow(
      expect.objectContaining({
        line,
        message: expect.stringContaining(expected) as string,
      }) as Error,
    );
  });

  it('refuses the rule with a wildcard after a hundred', () => {
    expect(() => parseHeaders('/a*\n  X-A: b\n'.repeat(100))).not.toThrow();
    expect(() => parseHeaders('/a*\n  X-A: b\n'.repeat(101))).toThrow(
      'expected at most 100 rules with * or placeholders, found "/a*"',
    );
  });

  it('refuses the rule after a thousand', () => {
    expect(() => parseHeaders('/a\n  X-A: b\n'.repeat(1_000))).not.toThrow();
    expect(() => parseHeaders('/a\n  X-A: b\n'.repeat(1_001))).toThrow(
      'expected at most 1000 rules',
    );
  });
});
