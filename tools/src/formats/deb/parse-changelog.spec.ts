import { parseChangelog } from './parse-changelog.ts';

const parse = (text: string) => parseChangelog({ path: 'CHANGELOG.md', text });

const TEXT = `# Changelog

All notable changes.

## [Unreleased]

### Changed

- Not released.

## [0.2.0] - 2026-12-01

### Added

- A setting, \`SPEED\`, described in
  [the settings](docs/settings.md).
- Another one.

### Fixed

- A defect.

## [0.1.0] - 2026-11-22

First release.
`;

describe('parseChangelog()', () => {
  it('returns each release with its changes, without Unreleased', () => {
    expect(parse(TEXT)).toEqual([
      {
        version: '0.2.0',
        date: new Date('2026-12-01T00:00:00Z'),
        changes: [
          { type: 'Added', text: 'A setting, `SPEED`, described in the settings.' },
          { type: 'Added', text: 'Another one.' },
          { type: 'Fixed', text: 'A defect.' },
        ],
      },
      { version: '0.1.0', date: new Date('2026-11-22T00:00:00Z'), changes: [] },
    ]);
  });

  it('returns nothing for a file without releases', () => {
    expect(parse('# Changelog\n\n## [Unreleased]\n')).toEqual([]);
  });

  it.each(['[0.1.0]', '0.1.0 - 2026-11-22', '[0.1.0] - 2026-13-22', '[0.1.0] - 22.11.2026'])(
    'rejects the heading %j',
    (heading) => {
      expect(() => parse(`## ${heading}\n`)).toThrow(
        `Cannot read "## ${heading}" in "CHANGELOG.md": expected a version and its date; write "## [1.0.0] - YYYY-MM-DD"`,
      );
    },
  );
});
