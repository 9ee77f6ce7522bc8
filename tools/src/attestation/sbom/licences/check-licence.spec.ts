import { checkLicence } from './check-licence.ts';
import { DEFAULT_POLICY, type LicencePolicy } from './licence-policy.ts';

const check = (fields: object, changes: Partial<LicencePolicy> = {}) =>
  checkLicence(
    {
      ref: 'a@1.0.0',
      folder: 'node_modules/a',
      manifest: { name: 'a', version: '1.0.0', ...fields },
      imports: [],
    },
    { ...DEFAULT_POLICY, ...changes },
  );

describe('checkLicence()', () => {
  it.each([
    ['MIT', ['MIT']],
    ['Apache-2.0+', ['Apache-2.0']],
    ['Apache-2.0 WITH LLVM-exception', ['Apache-2.0 WITH LLVM-exception']],
    ['(MIT OR GPL-3.0-only)', ['MIT']],
    ['(MIT OR CC0-1.0)', ['MIT']],
    ['(MIT OR WTFPL)', ['MIT']],
    ['GPL-2.0-only OR (BSD-3-Clause AND MIT)', ['BSD-3-Clause', 'MIT']],
    ['(MIT AND BSD-3-Clause)', ['MIT', 'BSD-3-Clause']],
    ['(BSD-2-Clause OR MIT OR Apache-2.0)', ['BSD-2-Clause']],
    ['(MIT AND Zlib)', ['MIT', 'Zlib']],
    ['BlueOak-1.0.0', ['BlueOak-1.0.0']],
    ['Unicode-DFS-2016', ['Unicode-DFS-2016']],
    ['MPL-2.0', ['MPL-2.0']],
  ])('accepts %s', (license, terms) => {
    expect(check({ license })).toEqual({ terms });
  });

  it.each([
    'GPL-3.0-only',
    'LGPL-3.0-or-later',
    'Apache-2.0 AND LGPL-3.0-or-later',
    '(MIT OR ISC) AND AGPL-3.0-only',
    'GPL-2.0-only OR LGPL-2.1-only',
    'GPL-2.0-only WITH Classpath-exception-2.0',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.txt',
    'New Relic Software License v1.0',
    'Apache 2',
    'constructor',
  ])('refuses %s', (license) => {
    expect(check({ license })).toEqual({ problem: `"${license}"` });
  });

  it.each([
    [{ licenses: [{ type: 'MIT', url: 'https://example.org/LICENSE' }] }, ['MIT']],
    [{ license: { type: 'ISC' } }, ['ISC']],
    [{ licenses: [{ type: 'GPL' }, { type: 'MIT' }] }, ['MIT']],
  ])('accepts the old form %j, whose user may choose', (fields, terms) => {
    expect(check(fields)).toEqual({ terms });
  });

  it.each([{}, { license: '' }, { license: true }, { licenses: [] }])('refuses %j', (fields) => {
    expect(check(fields)).toEqual({ problem: 'no licence in node_modules/a/package.json' });
  });

  it.each([
    ['an identifier', 'GPL-3.0-only', 'GPL-3.0-only', ['GPL-3.0-only']],
    [
      'an exception',
      'GPL-2.0-only WITH Classpath-exception-2.0',
      'GPL-2.0-only WITH Classpath-exception-2.0',
      ['GPL-2.0-only WITH Classpath-exception-2.0'],
    ],
    ['words that are not SPDX', 'Apache 2', 'Apache 2', []],
    ['a package', 'a@1.0.0', 'UNLICENSED', []],
  ])('accepts %s that the app allows', (_, key, license, terms) => {
    const allow = new Map([...DEFAULT_POLICY.allow, [key, 'a reason'] as const]);
    expect(check({ license }, { allow })).toEqual({ terms });
  });

  it('accepts a package without a licence that the app allows', () => {
    expect(check({}, { allow: new Map([['a@1.0.0', 'its author told us']]) })).toEqual({
      terms: [],
    });
  });

  it.each([
    ['a licence', 'MIT', 'MIT', '"MIT", denied, a reason'],
    [
      'an exception',
      'Apache-2.0 WITH LLVM-exception',
      'Apache-2.0 WITH LLVM-exception',
      '"Apache-2.0 WITH LLVM-exception", denied, a reason',
    ],
    [
      'a licence with any exception',
      'Apache-2.0',
      'Apache-2.0 WITH LLVM-exception',
      '"Apache-2.0 WITH LLVM-exception"',
    ],
    ['one side of AND', 'ISC', 'MIT AND ISC', '"MIT AND ISC"'],
    ['a package', 'a@1.0.0', 'MIT', 'denied, a reason'],
  ])('refuses %s that the app denies', (_, key, license, problem) => {
    expect(check({ license }, { deny: new Map([[key, 'a reason']]) })).toEqual({ problem });
  });

  it.each([
    ['MPL-2.0', 'MPL-2.0', '"MPL-2.0", denied, a reason'],
    ['MPL-2.0', 'GPL-3.0-only AND MPL-2.0', '"GPL-3.0-only AND MPL-2.0"'],
    ['our words', 'our words', '"our words", denied, a reason'],
    [
      'GPL-2.0-only WITH Classpath-exception-2.0',
      'GPL-2.0-only WITH Classpath-exception-2.0',
      '"GPL-2.0-only WITH Classpath-exception-2.0", denied, a reason',
    ],
  ])('with %s denied, refuses %s of a package that the app allows', (key, license, problem) => {
    const allow = new Map([['a@1.0.0', 'another reason']]);
    const deny = new Map([[key, 'a reason']]);
    expect(check({ license }, { allow, deny })).toEqual({ problem });
  });

  it.each([
    { license: 'GPL-3.0-only OR MPL-2.0' },
    { licenses: [{ type: 'GPL-3.0-only' }, { type: 'MPL-2.0' }] },
    { license: 'GPL-3.0-only' },
    {},
  ])('accepts %j of a package that the app allows, with MPL-2.0 denied', (fields) => {
    const allow = new Map([['a@1.0.0', 'another reason']]);
    const deny = new Map([['MPL-2.0', 'a reason']]);
    expect(check(fields, { allow, deny })).toEqual({ terms: [] });
  });

  it('refuses an exception that the app allows to a licence that it denies', () => {
    const license = 'GPL-2.0-only WITH Classpath-exception-2.0';
    const allow = new Map([[license, 'another reason']]);
    const deny = new Map([['GPL-2.0-only', 'a reason']]);
    expect(check({ license }, { allow, deny })).toEqual({ problem: `"${license}"` });
  });

  it('takes the other side of OR for a licence that the app denies', () => {
    const deny = new Map([['MIT', 'a reason']]);
    expect(check({ license: 'MIT OR ISC' }, { deny })).toEqual({ terms: ['ISC'] });
  });
});
