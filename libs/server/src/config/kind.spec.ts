import { directoryPath, ipAddress, oneOf, wholeNumber } from './kind.ts';

describe('wholeNumber()', () => {
  const port = wholeNumber({ min: 0, max: 65_535 });

  it.each([
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('takes %j', (text, value) => {
    expect(port.parse(text)).toBe(value);
  });

  it.each([
    '',
    '-1',
    '+80',
    '65536',
    '1e3',
    '0x50',
    '080',
    '80 ',
    ' 80',
    '8_0',
    '80.0',
    '٣',
    'NaN',
  ])('refuses %j', (text) => {
    expect(port.parse(text)).toBeUndefined();
  });

  it('refuses a number below its range', () => {
    expect(wholeNumber({ min: 1, max: 2 }).parse('0')).toBeUndefined();
  });
});

describe('oneOf()', () => {
  it('takes its words', () => {
    expect(oneOf(['info', 'warn']).parse('warn')).toBe('warn');
  });

  it.each(['', 'INFO', 'info ', 'toString', '__proto__'])('refuses %j', (text) => {
    expect(oneOf(['info', 'warn']).parse(text)).toBeUndefined();
  });
});

describe('ipAddress', () => {
  it.each(['0.0.0.0', '127.0.0.1', '::', '::1', 'fe80::1%eth0'])('takes %j', (text) => {
    expect(ipAddress.parse(text)).toBe(text);
  });

  it.each(['', 'localhost', '127.1', '256.0.0.1', '127.0.0.1:80', '[::1]', '0.0.0.0/0', '*'])(
    'refuses %j',
    (text) => {
      expect(ipAddress.parse(text)).toBeUndefined();
    },
  );
});

describe('directoryPath', () => {
  it.each(['/srv', '.', 'a b', '-'])('takes %j', (text) => {
    expect(directoryPath.parse(text)).toBe(text);
  });

  it.each(['', '/srv\0/x'])('refuses %j', (text) => {
    expect(directoryPath.parse(text)).toBeUndefined();
  });
});
