import { wholeNumber } from './kinds.ts';
import { loopbackAddress, orOff } from './server-kinds.ts';

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

describe('loopbackAddress', () => {
  it.each([
    ['127.0.0.1', '127.0.0.1'],
    ['127.1.2.3', '127.1.2.3'],
    ['::1', '::1'],
    ['localhost', '127.0.0.1'],
  ])('accepts %j', (text, value) => {
    expect(loopbackAddress.parse(text)).toBe(value);
  });

  it.each(['', '0.0.0.0', '::', '192.0.2.1', '127.0.0.1.example.org'])('rejects %j', (text) => {
    expect(loopbackAddress.parse(text)).toBeUndefined();
  });
});
