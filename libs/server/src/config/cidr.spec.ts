import { createBlockList, parseCidr } from './cidr.ts';

describe('parseCidr()', () => {
  it.each([
    ['10.0.0.0/8', '10.0.0.0/8'],
    ['0.0.0.0/0', '0.0.0.0/0'],
    ['192.0.2.1', '192.0.2.1/32'],
    ['fd00::/8', 'fd00::/8'],
    ['::1', '::1/128'],
  ])('parses %j', (text, cidr) => {
    expect(parseCidr(text)).toBe(cidr);
  });

  it.each([
    '',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.0/08',
    '10.0.0.0/8/8',
    '10.0.0.0/255.0.0.0',
    '10/8',
    '10.0.0.300/8',
    '::/129',
    'fe80::1%eth0/64',
    'loopback',
    ' 10.0.0.0/8',
  ])('rejects %j', (text) => {
    expect(parseCidr(text)).toBeUndefined();
  });
});

describe('createBlockList()', () => {
  const blockList = createBlockList(['10.0.0.0/8', 'fd00::/8', '192.0.2.1/32']);

  it.each([
    ['10.255.0.1', 'ipv4', true],
    ['11.0.0.1', 'ipv4', false],
    ['::ffff:10.0.0.1', 'ipv6', true],
    ['fdff::1', 'ipv6', true],
    ['fe00::1', 'ipv6', false],
    ['192.0.2.1', 'ipv4', true],
    ['192.0.2.2', 'ipv4', false],
  ] as const)('looks up %s', (address, family, isFound) => {
    expect(blockList.check(address, family)).toBe(isFound);
  });
});
