import { listDeclared, renderDeclared } from './declared-licence.ts';

describe('listDeclared()', () => {
  it.each([
    [{ license: 'MIT' }, ['MIT']],
    [{ license: 'MIT AND ISC' }, ['MIT AND ISC']],
    [{ license: { type: 'MIT', url: 'https://example.org' } }, ['MIT']],
    [{ license: ['MIT', 'ISC'] }, ['MIT', 'ISC']],
    [{ licenses: [{ type: 'MIT', url: 'https://example.org' }] }, ['MIT']],
    [{ licenses: [{ type: 'MIT' }, { type: 'GPL' }] }, ['MIT', 'GPL']],
    [{ licenses: { type: 'MIT' } }, ['MIT']],
    [{ license: 'ISC', licenses: [{ type: 'MIT' }] }, ['ISC']],
    [{ license: '', licenses: ['MIT'] }, ['MIT']],
    [{}, []],
    [{ license: null, licenses: [{}] }, []],
    [{ license: true }, []],
  ])('reads %j', (manifest, declared) => {
    expect(listDeclared(manifest)).toEqual(declared);
  });
});

describe('renderDeclared()', () => {
  it.each([
    [{ license: 'MIT AND ISC' }, 'MIT AND ISC'],
    [{ licenses: [{ type: 'MIT' }, { type: 'Apache-2.0 AND ISC' }] }, 'MIT OR Apache-2.0 AND ISC'],
    [{}, undefined],
  ])('renders %j', (manifest, expression) => {
    expect(renderDeclared(manifest)).toBe(expression);
  });
});
