import { checkLicence } from './check-licence.ts';

const withLicence = (license: unknown) => ({
  ref: 'a@1.0.0',
  folder: 'node_modules/a',
  manifest: { name: 'a', version: '1.0.0', license },
  imports: [],
});

describe('checkLicence()', () => {
  it.each([
    'MIT',
    'ISC',
    'Apache-2.0',
    'Apache-2.0+',
    '(MIT OR GPL-3.0-only)',
    'GPL-2.0-only OR (BSD-3-Clause AND MIT)',
    'MIT AND 0BSD',
  ])('accepts %s', (licence) => {
    expect(checkLicence(withLicence(licence))).toBe(licence);
  });

  it.each([
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    '(MIT OR ISC) AND AGPL-3.0-only',
    'GPL-2.0-only OR LGPL-2.1-only',
    'UNLICENSED',
    'SEE LICENSE IN LICENSE.txt',
    'Apache 2',
    'constructor',
  ])('rejects %s and says what to do', (licence) => {
    expect(() => checkLicence(withLicence(licence))).toThrow(
      `Cannot ship "a@1.0.0": its licence is "${licence}", expected one of 0BSD, Apache-2.0, BSD-2-Clause, BSD-3-Clause, ISC, MIT; replace the package, or add the licence with your reason to tools/src/attestation/sbom/check-licence.ts`,
    );
  });

  it.each([undefined, '', { type: 'MIT' }, ['MIT']])(
    'rejects %j as a missing licence',
    (licence) => {
      expect(() => checkLicence(withLicence(licence))).toThrow(
        'Cannot ship "a@1.0.0": "node_modules/a/package.json" names no licence, expected an SPDX expression such as MIT; ask its authors for one, or replace the package',
      );
    },
  );
});
