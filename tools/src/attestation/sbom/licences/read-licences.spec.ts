import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEFAULT_POLICY } from './licence-policy.ts';
import { readLicences, renderLicenceReport } from './read-licences.ts';

let root: string;
const install = (name: string, license: string, files: readonly string[] = []) => {
  const folder = `node_modules/${name}`;
  mkdirSync(join(root, folder), { recursive: true });
  for (const file of files) writeFileSync(join(root, folder, file), `text of ${name}`);
  const manifest = { name, version: '1.0.0', license };
  return { ref: `${name}@1.0.0`, folder, manifest, imports: [] };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'licences-'));
});
afterEach(() => {
  rmSync(root, { recursive: true });
});

describe('readLicences()', () => {
  it('has a text for each package, and counts the standard ones', () => {
    const packages = [install('a', 'MIT', ['LICENSE']), install('b', 'ISC'), install('c', 'MIT')];
    const licences = readLicences(root, packages, DEFAULT_POLICY);
    expect([...licences.texts.keys()]).toEqual(['a@1.0.0.txt', 'b@1.0.0.txt', 'c@1.0.0.txt']);
    expect(licences).toMatchObject({ standard: ['b@1.0.0', 'c@1.0.0'], fault: undefined });
    expect(renderLicenceReport(3, licences)).toBe(
      '3 npm packages, each with its licence; 2 contain no text and get the standard one',
    );
  });

  it('names all packages that are refused, and what the app can do', () => {
    const allow = new Map([
      ['MIT', 'a reason'],
      ['ISC', 'a reason'],
      ['CC-BY-4.0', 'a reason'],
    ]);
    const packages = [
      install('a', 'GPL-3.0-only', ['COPYING']),
      install('b', ''),
      install('c', 'CC-BY-4.0'),
      install('d', 'MIT'),
      install('e', 'ISC'),
    ];
    const policy = { allow, deny: new Map([['ISC', 'our choice']]), texts: new Map() };
    const licences = readLicences(root, packages, policy);
    expect(licences.fault?.message).toBe(
      `Cannot ship 4 of the packages, by their licences:
  a@1.0.0: "GPL-3.0-only"
  b@1.0.0: no licence in node_modules/b/package.json
  c@1.0.0: no text of CC-BY-4.0 in node_modules/c
  e@1.0.0: "ISC", denied, our choice
expected MIT, CC-BY-4.0, with its text; replace the packages, or declare what this app may ship in "licences" of "tscratch" in its package.json: a licence or "name@version" with your reason in "allow", the file of a missing text in "texts"`,
    );
    expect(licences.texts.get('a@1.0.0.txt')?.toString()).toBe('text of a');
    expect(renderLicenceReport(5, licences)).toBe(
      '5 npm packages, 4 of them refused; 1 contains no text and gets the standard one',
    );
  });

  it('fits a message about many packages on a screen', () => {
    const packages = Array.from({ length: 34 }, (_, index) => install(`a${index}`, 'X'));
    const lines = readLicences(root, packages, DEFAULT_POLICY).fault?.message.split('\n');
    expect(lines).toHaveLength(23);
    expect(lines?.at(-2)).toBe('  and 14 more');
  });

  it('keeps its line for packages that all contain their text', () => {
    const licences = readLicences(root, [install('a', 'MIT', ['LICENSE'])], DEFAULT_POLICY);
    expect(renderLicenceReport(1, licences)).toBe('1 npm packages, each with its licence');
  });
});
