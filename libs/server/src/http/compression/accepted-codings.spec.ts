import { createAcceptedCodings } from './accepted-codings.ts';

describe('createAcceptedCodings()', () => {
  it('distinguishes lists of codings, and not the fields that state them', () => {
    const codingsOf = createAcceptedCodings();
    expect(codingsOf('gzip, br')).toEqual({ list: ['br', 'gzip'], suffix: '\nbr,gzip' });
    expect(codingsOf('br, gzip').suffix).toBe('\nbr,gzip');
    expect(codingsOf(undefined)).toEqual({ list: [], suffix: '' });
  });

  it('remembers a field', () => {
    const codingsOf = createAcceptedCodings();
    expect(codingsOf('gzip')).toBe(codingsOf('gzip'));
  });

  it('does not read a field that is longer than any client needs', () => {
    const codingsOf = createAcceptedCodings();
    expect(codingsOf(`gzip,${' '.repeat(995)}`).list).toEqual(['gzip']);
    expect(codingsOf(`gzip,${' '.repeat(996)}`).list).toEqual([]);
  });
});
