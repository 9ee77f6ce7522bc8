import { wantsColours } from './wants-colours.ts';

const write = (): void => undefined;

describe('wantsColours()', () => {
  it.each([
    [true, {}, true],
    [false, {}, false],
    [undefined, { TERM: 'xterm' }, false],
    [true, { TERM: 'dumb' }, false],
    [true, { NO_COLOR: '1' }, false],
    [true, { NO_COLOR: '0' }, false],
    [true, { NO_COLOR: '' }, true],
    [false, { FORCE_COLOR: '1' }, true],
    [false, { FORCE_COLOR: '3', NO_COLOR: '1' }, true],
    [true, { FORCE_COLOR: '0' }, false],
    [true, { FORCE_COLOR: 'false' }, false],
  ] as const)('with isTTY %s and %j returns %s', (isTTY, env, expected) => {
    expect(wantsColours({ write, ...(isTTY !== undefined && { isTTY }) }, env)).toBe(expected);
  });
});
