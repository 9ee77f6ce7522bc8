import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { tryProgram } from '../../../testing/program.ts';
import type { ChangelogEntry } from './parse-changelog.ts';
import { renderChangelog } from './render-changelog.ts';

const facts = { name: 'orders', maintainer: 'Somebody <somebody@example.org>' };
const entries: readonly ChangelogEntry[] = [
  {
    version: '1.0.0-rc.1',
    date: new Date('2026-12-01T00:00:00Z'),
    changes: [
      { type: 'Added', text: `A long text: ${'word '.repeat(20)}end.` },
      { type: 'Fixed', text: `One word: ${'x'.repeat(90)}` },
    ],
  },
  {
    version: '0.1.0',
    date: new Date('2026-11-22T00:00:00Z'),
    changes: [{ type: 'Added', text: 'Everything.' }],
  },
];

describe('renderChangelog()', () => {
  it('renders each release with its own date, in lines of 80 columns', () => {
    expect(renderChangelog(entries, facts)).toBe(`orders (1.0.0~rc.1) unstable; urgency=medium

  * Added: A long text: word word word word word word word word word word word
    word word word word word word word word word end.
  * Fixed: One word:
    ${'x'.repeat(90)}

 -- Somebody <somebody@example.org>  Tue, 01 Dec 2026 00:00:00 +0000

orders (0.1.0) unstable; urgency=medium

  * Added: Everything.

 -- Somebody <somebody@example.org>  Sun, 22 Nov 2026 00:00:00 +0000
`);
  });
});

describeWith(needPrograms('dpkg-parsechangelog'), 'dpkg-parsechangelog', () => {
  const folder = mkdtempSync(join(tmpdir(), 'changelog '));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads the latest release without a warning', () => {
    writeFileSync(join(folder, 'changelog'), renderChangelog(entries, facts));
    const args = ['--file', 'changelog', '--all'];
    const { stdout, stderr } = tryProgram('dpkg-parsechangelog', args, { cwd: folder });
    expect(stderr).toBe('');
    expect(stdout).toContain('\nVersion: 1.0.0~rc.1\n');
    expect(stdout).toContain('\nMaintainer: Somebody <somebody@example.org>\n');
  });
});
