import { exitCodeOf } from './exit-codes.ts';

describe('exitCodeOf()', () => {
  it.each([
    ['REPRODUCTION_DIFFERS', 1],
    ['NODE_PIN', 64],
    ['ENTRY_MISSING', 66],
    ['INSTALLER_UNKNOWN', 69],
    ['PLATFORM', 69],
    ['VERIFY_PLACE', 78],
    ['A_CODE_WITHOUT_ITS_OWN', 65],
  ])('is for %s that of cmp(1) or sysexits.h: %d', (code, expected) => {
    expect(exitCodeOf(code)).toBe(expected);
  });
});
