import { parseProxyHeader } from './parse-proxy-header.ts';
import { renderV2, V2_SIGNATURE } from '../../../testing/proxy-headers.ts';

const parse = (text: string) => parseProxyHeader(Buffer.from(text, 'latin1'));

describe('parseProxyHeader(), version 1', () => {
  it.each([
    [
      'PROXY TCP4 192.0.2.1 198.51.100.2 56324 443\r\n',
      { address: '192.0.2.1', family: 'IPv4', port: 56_324 },
    ],
    [
      'PROXY TCP6 2001:DB8::0001 2001:db8::2 1 65535\r\n',
      { address: '2001:db8::1', family: 'IPv6', port: 1 },
    ],
    ['PROXY UNKNOWN\r\n', undefined],
    [`PROXY UNKNOWN ${'f'.repeat(107 - 16)}\r\n`, undefined],
  ])('parses %j', (header, peer) => {
    expect(parse(header)).toEqual({ lengthBytes: header.length, peer });
    expect(parse(`${header}GET / HTTP/1.1\r\n`)).toEqual({ lengthBytes: header.length, peer });
    for (let length = 0; length < header.length; length += 1)
      expect(parse(header.slice(0, length))).toBe('incomplete');
  });

  it.each([
    ['another protocol', 'GET / HTTP/1.1\r\n'],
    ['lower case', 'proxy TCP4 192.0.2.1 198.51.100.2 1 2\r\n'],
    ['an unknown family', 'PROXY TCP5 192.0.2.1 198.51.100.2 1 2\r\n'],
    ['UDP', 'PROXY UDP4 192.0.2.1 198.51.100.2 1 2\r\n'],
    ['IPv6 as TCP4', 'PROXY TCP4 2001:db8::1 2001:db8::2 1 2\r\n'],
    ['IPv4 as TCP6', 'PROXY TCP6 192.0.2.1 198.51.100.2 1 2\r\n'],
    ['a name', 'PROXY TCP4 localhost 198.51.100.2 1 2\r\n'],
    ['a zone', 'PROXY TCP6 fe80::1%1 fe80::2 1 2\r\n'],
    ['an octal address', 'PROXY TCP4 192.0.02.1 198.51.100.2 1 2\r\n'],
    ['a port that is too large', 'PROXY TCP4 192.0.2.1 198.51.100.2 65536 2\r\n'],
    ['a destination port that is too large', 'PROXY TCP4 192.0.2.1 198.51.100.2 1 65536\r\n'],
    ['a port with a leading zero', 'PROXY TCP4 192.0.2.1 198.51.100.2 01 2\r\n'],
    ['a negative port', 'PROXY TCP4 192.0.2.1 198.51.100.2 -1 2\r\n'],
    ['two spaces', 'PROXY TCP4  192.0.2.1 198.51.100.2 1 2\r\n'],
    ['a tab', 'PROXY TCP4\t192.0.2.1 198.51.100.2 1 2\r\n'],
    ['a space at the end', 'PROXY TCP4 192.0.2.1 198.51.100.2 1 2 \r\n'],
    ['a missing port', 'PROXY TCP4 192.0.2.1 198.51.100.2 1\r\n'],
    ['a bare line feed in the line', 'PROXY TCP4 192.0.2.1 198.51.100.2 1 2\nX\r\n'],
    ['a NUL', 'PROXY TCP4 192.0.2.1\0 198.51.100.2 1 2\r\n'],
    ['no family', 'PROXY \r\n'],
    ['UNKNOWN with a suffix', 'PROXY UNKNOWNS\r\n'],
    ['a line of 108 bytes', `PROXY UNKNOWN ${'f'.repeat(107 - 15)}\r\n`],
    ['107 bytes without an end', `PROXY UNKNOWN ${'f'.repeat(107)}`],
  ])('rejects %s', (_, header) => {
    expect(parse(header)).toBeUndefined();
  });
});

describe('parseProxyHeader(), version 2', () => {
  const ipv4 = [192, 0, 2, 1, 198, 51, 100, 2, 0xdc, 0x04, 0x01, 0xbb];
  const pairs = '20010db800000000000000000000000120010db8000000000000000000000002dc0401bb';
  const ipv6 = Array.from(Buffer.from(pairs, 'hex'));
  const unix = new Array<number>(216).fill(0x61);
  const client4 = { address: '192.0.2.1', family: 'IPv4', port: 56_324 };
  const client6 = { address: '2001:db8::1', family: 'IPv6', port: 56_324 };
  const tlvs = [0x04, 0, 3, 1, 2, 3, 0x20, 0, 1, 0xff];

  it.each([
    ['TCP over IPv4', { family: 0x11, data: ipv4 }, client4],
    ['UDP over IPv4, as of HTTP/3', { family: 0x12, data: ipv4 }, client4],
    ['TCP over IPv6', { family: 0x21, data: ipv6 }, client6],
    ['a unix socket', { family: 0x31, data: unix }, {}],
    ['addresses with TLVs', { family: 0x11, data: [...ipv4, ...tlvs] }, client4],
    ['TLVs that are no TLVs', { family: 0x11, data: [...ipv4, 1, 0xff, 0xff] }, client4],
    ['UNSPEC', { family: 0x00, data: [] }, undefined],
    ['UNSPEC with bytes', { family: 0x00, data: tlvs }, undefined],
    ['LOCAL', { command: 0x20, family: 0x00, data: [] }, undefined],
    ['LOCAL with addresses', { command: 0x20, family: 0x11, data: ipv4 }, undefined],
    ['LOCAL with fewer bytes', { command: 0x20, family: 0x21, data: [1] }, undefined],
    ['4096 bytes', { family: 0x11, data: [...ipv4, ...Buffer.alloc(4_068)] }, client4],
  ])('parses %s', (_, given, peer) => {
    const header = renderV2(given);
    expect(parseProxyHeader(header)).toEqual({ lengthBytes: header.length, peer });
    const followed = Buffer.concat([header, Buffer.from('GET /')]);
    expect(parseProxyHeader(followed)).toEqual({ lengthBytes: header.length, peer });
    for (let length = 0; length < header.length; length += 1)
      expect(parseProxyHeader(header.subarray(0, length))).toBe('incomplete');
  });

  it.each([
    ['version 1', { command: 0x11, family: 0x11, data: ipv4 }],
    ['version 3', { command: 0x31, family: 0x11, data: ipv4 }],
    ['an unknown command', { command: 0x22, family: 0x11, data: ipv4 }],
    ['an unknown family', { family: 0x41, data: ipv4 }],
    ['an unknown transport', { family: 0x13, data: ipv4 }],
    ['too few bytes for IPv4', { family: 0x11, data: ipv4.slice(1) }],
    ['too few bytes for IPv6', { family: 0x21, data: ipv4 }],
    ['too few bytes for a unix socket', { family: 0x31, data: ipv6 }],
    ['more than 4096 bytes', { family: 0x11, data: [...ipv4, ...Buffer.alloc(4_069)] }],
  ])('rejects %s', (_, given) => {
    expect(parseProxyHeader(renderV2(given))).toBeUndefined();
  });

  it('rejects a length above the limit before the bytes arrive', () => {
    const header = renderV2({ family: 0x11, data: ipv4 });
    header.writeUInt16BE(0xffff, 14);
    expect(parseProxyHeader(header.subarray(0, 16))).toBeUndefined();
  });

  it('rejects a wrong signature at its first wrong byte', () => {
    const wrong = Buffer.concat([V2_SIGNATURE.subarray(0, 11), Buffer.from('\r')]);
    expect(parseProxyHeader(wrong.subarray(0, 11))).toBe('incomplete');
    expect(parseProxyHeader(wrong)).toBeUndefined();
  });
});
