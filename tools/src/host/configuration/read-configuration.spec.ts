import { mergeOptions } from './read-configuration.ts';

describe('mergeOptions()', () => {
  it('lets the nearest file win, adds environment variables up, and finds main from its file', () => {
    expect(
      mergeOptions([
        { path: 'nx.json', options: { locales: ['en'], environment: { A: '1', B: '1' } } },
        { path: 'apps/api/project.json', options: { main: 'src/main.ts', locales: 'all' } },
        { path: 'apps/api/package.json', options: { environment: { B: '2' } } },
      ]),
    ).toEqual({
      main: 'apps/api/src/main.ts',
      locales: 'all',
      environment: { A: '1', B: '2' },
    });
  });

  it('has no defaults: each belongs to the code that uses the field', () => {
    expect(mergeOptions([])).toEqual({});
  });
});
