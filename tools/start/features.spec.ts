import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const workspace = join(import.meta.dirname, '../..');

/** Reads the table with this first row, as lists of cells. */
function readTable(path: string, head: RegExp): readonly (readonly string[])[] {
  const lines = readFileSync(join(workspace, path), 'utf8').split('\n');
  const start = lines.findIndex((line) => head.test(line)) + 2; // the head and the line below
  const end = lines.findIndex((line, at) => at >= start && !line.startsWith('|'));
  return lines.slice(start, end).map((line) => {
    const cells = line.split('|').slice(1, -1);
    return cells.map((cell) => cell.trim());
  });
}

const compared = readTable('README.md', /^\| feature +\| tscratch /);
const proven = readTable('docs/features.md', /^\| feature +\| to try it /).map(
  ([feature = '', , proof = '']) => {
    const [, path = '', title = ''] = /\]\(\.\.\/(\S+\.spec\.ts)\) "(.+)"$/.exec(proof) ?? [];
    return { feature, path, title };
  },
);

describe('the comparison in README.md', () => {
  it('has a test for each "yes" of tscratch, and no other, in docs/features.md', () => {
    const features = compared.filter(([, own = '']) => own.startsWith('yes'));
    expect(features.length).toBeGreaterThan(20);
    expect(proven.map(({ feature }) => feature)).toEqual(features.map(([feature]) => feature));
  });

  it.each(proven)('proves "$feature" by a test that exists', ({ path, title }) => {
    expect(title).not.toBe('');
    expect(existsSync(join(workspace, path))).toBe(true);
    const text = readFileSync(join(workspace, path), 'utf8');
    expect(text.includes(`'${title}'`) || text.includes(`\`${title}\``)).toBe(true);
  });

  it('says something about every server in each row', () => {
    const servers = 5;
    for (const cells of compared) {
      expect(cells).toHaveLength(1 + servers);
      expect(cells).not.toContain('');
    }
  });
});
