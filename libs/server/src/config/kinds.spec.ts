import {
  boolean,
  cidrList,
  directoryPath,
  filePath,
  httpUrl,
  ipAddress,
  list,
  oneOf,
  ratio,
  text,
  wholeNumber,
} from './kinds.ts';

describe('wholeNumber()', () => {
  const port = wholeNumber({ min: 0, max: 65_535 });

  it.each([
    ['0', 0],
    ['8080', 8080],
    ['65535', 65_535],
  ])('accepts %j', (text, value) => {
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
  ])('rejects %j', (text) => {
    expect(port.parse(text)).toBeUndefined();
  });

  it('rejects a number below its range', () => {
    expect(wholeNumber({ min: 1, max: 2 }).parse('0')).toBeUndefined();
  });
});

describe('oneOf()', () => {
  it('accepts its words', () => {
    expect(oneOf(['info', 'warn']).parse('warn')).toBe('warn');
  });

  it.each(['INFO', 'Info', 'iNFO'])('accepts %j in any case', (text) => {
    expect(oneOf(['info', 'warn']).parse(text)).toBe('info');
  });

  it('prefers the word in the case given', () => {
    expect(oneOf(['a', 'A']).parse('A')).toBe('A');
  });

  it.each(['', 'inf', 'info ', 'toString', '__proto__'])('rejects %j', (text) => {
    expect(oneOf(['info', 'warn']).parse(text)).toBeUndefined();
  });
});

describe('ipAddress', () => {
  it.each(['0.0.0.0', '127.0.0.1', '::', '::1', 'fe80::1%eth0'])('accepts %j', (text) => {
    expect(ipAddress.parse(text)).toBe(text);
  });

  it.each(['localhost', 'LocalHost'])('accepts %j as 127.0.0.1', (text) => {
    expect(ipAddress.parse(text)).toBe('127.0.0.1');
  });

  it.each([
    '',
    'localhost.',
    'example.org',
    '127.1',
    '256.0.0.1',
    '127.0.0.1:80',
    '[::1]',
    '0.0.0.0/0',
    '*',
  ])('rejects %j', (text) => {
    expect(ipAddress.parse(text)).toBeUndefined();
  });
});

describe('ratio', () => {
  it.each([
    ['0', 0],
    ['0.25', 0.25],
    ['1', 1],
    ['1.0', 1],
  ])('accepts %j', (given, value) => {
    expect(ratio.parse(given)).toBe(value);
  });

  it.each(['', '.5', '1.1', '2', '-0', '1e-3', '0,5', '50%', '00.5', '0.'])(
    'rejects %j',
    (given) => {
      expect(ratio.parse(given)).toBeUndefined();
    },
  );
});

describe('boolean', () => {
  it.each([
    ['true', true],
    ['false', false],
    ['TRUE', true],
    ['False', false],
    ['on', true],
    ['OFF', false],
  ])('accepts %j', (given, value) => {
    expect(boolean.parse(given)).toBe(value);
  });

  it.each(['', '1', '0', 'yes', 'no', 'true\n', 'false '])('rejects %j', (given) => {
    expect(boolean.parse(given)).toBeUndefined();
  });
});

describe('text', () => {
  it.each(['hello', ' ', 'größer', '日本'])('accepts %j', (given) => {
    expect(text.parse(given)).toBe(given);
  });

  it.each(['', 'a\nb', 'a\r', '\0', '\x7f', '\x85'])('rejects %j', (given) => {
    expect(text.parse(given)).toBeUndefined();
  });
});

describe('httpUrl', () => {
  it.each(['http://127.0.0.1:4318/', 'https://example.org/v1?x=1', 'http://[::1]/'])(
    'takes %j',
    (given) => {
      expect(String(httpUrl.parse(given))).toBe(given);
    },
  );

  it.each([
    '',
    'example.org',
    '//example.org',
    'ftp://example.org',
    'http://',
    'http://user:password@example.org',
    'http://user@example.org',
    'http://example.org/#x',
    'http://example.org/a b',
    'http:\\\\example.org',
    'http://example.org:99999',
    'http://300.0.0.1',
  ])('rejects %j', (given) => {
    expect(httpUrl.parse(given)).toBeUndefined();
  });
});

describe('list()', () => {
  const ports = list(wholeNumber({ min: 1, max: 9 }));

  it.each([
    ['1', [1]],
    ['1,2', [1, 2]],
    ['1 , 2', [1, 2]],
    ['1,', [1]],
    [' 1,,\t2 , ', [1, 2]],
    [',', []],
  ])('accepts %j', (given, values) => {
    expect(ports.parse(given)).toEqual(values);
  });

  it.each([
    ['1 2', ['1 2']],
    ['1,x,2,0', ['x', '0']],
    ['1;2', ['1;2']],
  ])('rejects %j and names the wrong elements', (given, wrong) => {
    expect(ports.parse(given)).toBeUndefined();
    expect(ports.wrongElements?.(given)).toEqual(wrong);
  });
});

describe('cidrList', () => {
  it('parses to values that String() renders as the same text', () => {
    const networks = '10.0.0.0/8,fd00::/8,192.0.2.1/32';
    expect(String(cidrList.parse(networks))).toBe(networks);
  });
});

describe.each([
  ['directoryPath', directoryPath],
  ['filePath', filePath],
])('%s', (_, kind) => {
  it.each(['/srv', '.', 'a b', '-'])('accepts %j', (given) => {
    expect(kind.parse(given)).toBe(given);
  });

  it.each(['', '/srv\0/x'])('rejects %j', (given) => {
    expect(kind.parse(given)).toBeUndefined();
  });
});
