import { readHead } from './read-head.ts';

const pseudo = [':method', 'GET', ':scheme', 'https', ':path', '/a?b', ':authority', 'x.org'];

describe('readHead', () => {
  it('makes a head of HTTP/1.1', () => {
    expect(readHead([...pseudo, 'accept', '*/*', 'cookie', 'a=1'], false)).toEqual({
      method: 'GET',
      url: '/a?b',
      rawHeaders: ['host', 'x.org', 'accept', '*/*', 'cookie', 'a=1'],
      sizeBytes: 10 + 12 + 9 + 15 + 9 + 9,
    });
  });

  it('keeps a Host only if it differs', () => {
    expect(readHead([...pseudo, 'host', 'x.org'], false).rawHeaders).toEqual(['host', 'x.org']);
    const both = ['host', 'x.org', 'host', 'y.org'];
    expect(readHead([...pseudo, 'host', 'y.org'], false).rawHeaders).toEqual(both);
    const alone = [':method', 'GET', ':path', '/', 'host', 'x.org'];
    expect(readHead(alone, false).rawHeaders).toEqual(['host', 'x.org']);
  });

  it('announces a body without a length', () => {
    const chunked = ['host', 'x.org', 'transfer-encoding', 'chunked'];
    expect(readHead(pseudo, true).rawHeaders).toEqual(chunked);
    const length = ['host', 'x.org', 'content-length', '3'];
    expect(readHead([...pseudo, 'content-length', '3'], true).rawHeaders).toEqual(length);
  });

  it('takes the target of CONNECT from its authority', () => {
    expect(readHead([':method', 'CONNECT', ':authority', 'x.org:443'], true)).toMatchObject({
      method: 'CONNECT',
      url: 'x.org:443',
    });
  });
});
