import { oneOf, text, wholeNumber } from './kinds.ts';
import { declare, withDefaults, type Setting } from './setting.ts';

describe('declare()', () => {
  it('has the type of the kind, with undefined if there is no default', () => {
    const colour: Setting<'red' | 'blue'> = declare({
      env: 'COLOUR',
      kind: oneOf(['red', 'blue']),
      default: 'red',
      doc: 'Colour.',
    });
    const name: Setting<string | undefined> = declare({
      env: 'NAME',
      kind: text,
      default: undefined,
      doc: 'Name.',
    });
    expect([colour.default, name.default]).toEqual(['red', undefined]);
  });

  it('rejects a default of another kind', () => {
    const count = { env: 'COUNT', kind: wholeNumber({ min: 1, max: 2 }), doc: 'Count.' };
    // @ts-expect-error: the default is a text, the kind a number
    expect(declare({ ...count, default: '1' }).default).toBe('1');
  });
});

describe('withDefaults()', () => {
  it('changes the defaults given and keeps the others', () => {
    const name = declare({ env: 'NAME', kind: text, default: 'a', doc: 'Name.' });
    const declared = withDefaults({ name, other: name }, { name: 'b', unknown: 'c' });
    expect(declared).toEqual({ name: { ...name, default: 'b' }, other: name });
  });
});
