import { wholeNumber } from './kinds.ts';
import {
  base64url,
  domainName,
  domainNames,
  emailAddress,
  httpsUrl,
  orAuto,
  orOff,
} from './server-kinds.ts';

describe('orAuto()', () => {
  const count = orAuto(wholeNumber({ min: 1, max: 64 }));

  it.each([
    ['auto', 'auto'],
    ['AUTO', 'auto'],
    ['4', 4],
    ['0', undefined],
    ['all', undefined],
  ])('parses %j as %j', (text, value) => {
    expect(count.parse(text)).toBe(value);
  });
});

describe('orOff()', () => {
  const port = orOff(wholeNumber({ min: 0, max: 65_535 }));

  it.each([
    ['off', 'off'],
    ['OFF', 'off'],
    ['9000', 9000],
  ])('accepts %j', (text, value) => {
    expect(port.parse(text)).toBe(value);
  });

  it.each(['', 'of', 'none'])('rejects %j', (text) => {
    expect(port.parse(text)).toBeUndefined();
  });
});

describe('domainNames', () => {
  it.each([
    ['b.example,a.example', ['b.example', 'a.example']],
    ['a.example,b.example,A.example', ['a.example', 'b.example']],
    ['a.example,*.example', undefined],
  ])('parses %j as %j', (text, value) => {
    expect(domainNames.parse(text)).toEqual(value);
  });
});

describe('domainName', () => {
  it.each([
    ['example.org', 'example.org'],
    ['WWW.Example.ORG', 'www.example.org'],
    ['a-b.1.example', 'a-b.1.example'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['localhost', 'localhost'],
    [`${'a'.repeat(63)}.org`, `${'a'.repeat(63)}.org`],
    [`${'a'.repeat(64)}.org`, undefined],
    [`${'a.'.repeat(126)}org`, undefined],
    ['*.example.org', undefined],
    ['bücher.example', undefined],
    ['-a.example', undefined],
    ['a-.example', undefined],
    ['a..example', undefined],
    ['example.org.', undefined],
    ['example.org:443', undefined],
    ['https://example.org', undefined],
    ['192.0.2.1', undefined],
    ['::1', undefined],
    ['../etc', undefined],
    ['', undefined],
  ])('parses %j as %j', (text, value) => {
    expect(domainName.parse(text)).toBe(value);
  });
});

describe('httpsUrl', () => {
  it.each([
    ['https://ca.example:14000/dir', 'https://ca.example:14000/dir'],
    ['http://ca.example/dir', undefined],
    ['https://user:pass@ca.example/', undefined],
    ['ca.example', undefined],
  ])('parses %j as %j', (text, href) => {
    expect(httpsUrl.parse(text)?.href).toBe(href);
  });
});

describe('emailAddress', () => {
  it.each([
    ['operator@example.org', true],
    ['a.b+c@mail.example.org', true],
    ['operator', false],
    ['operator@example', false],
    ['a@b.org,c@d.org', false],
    ['mailto:a@b.org', false],
    ['a@b.org?subject=x', false],
  ])('decides whether %j is one: %p', (text, isOne) => {
    expect(emailAddress.parse(text) !== undefined).toBe(isOne);
  });
});

describe('base64url', () => {
  it.each([
    ['zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3MUAsUDkMTQ12W', true],
    ['a-_b==', true],
    ['a+b/', false],
    ['a b', false],
  ])('decides whether %j is that: %p', (text, isOne) => {
    expect(base64url.parse(text) !== undefined).toBe(isOne);
  });
});
