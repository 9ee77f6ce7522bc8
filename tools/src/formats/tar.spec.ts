import { execFileSync } from 'node:child_process';
import { formatOctal, renderTar, type TarEntry } from './tar.ts';

const file = (path: string, text: string): TarEntry => ({
  path,
  type: 'file',
  mode: 0o644,
  bytes: Buffer.from(text),
});

function listWithGnuTar(archive: Uint8Array): string {
  const args = ['--list', '--verbose', '--numeric-owner', '--utc', '--full-time', '--file=-'];
  return execFileSync('tar', args, { input: archive, encoding: 'utf8' });
}

describe('renderTar()', () => {
  it('writes archives that GNU tar reads: owner, mode, size, time, path and link', () => {
    const archive = renderTar([
      { path: 'tmp', type: 'directory', mode: 0o1777 },
      { path: 'own', type: 'directory', mode: 0o700, owner: 65532 },
      { path: 'shared', type: 'directory', mode: 0o750, owner: 10, group: 20 },
      { path: 'lib', type: 'symlink', mode: 0o777, linkTarget: 'usr/lib' },
      file('server', 'hello'),
      { ...file('timed', ''), mtimeSeconds: 1_700_000_000 },
    ]);
    expect(listWithGnuTar(archive).trim().split('\n')).toEqual([
      expect.stringMatching(/^lrwxrwxrwx 0\/0 +0 1970-01-01 00:00:00 lib -> usr\/lib$/),
      expect.stringMatching(/^drwx------ 65532\/65532 +0 1970-01-01 00:00:00 own\/$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 +5 1970-01-01 00:00:00 server$/),
      expect.stringMatching(/^drwxr-x--- 10\/20 +0 1970-01-01 00:00:00 shared\/$/),
      expect.stringMatching(/^-rw-r--r-- 0\/0 +0 2023-11-14 22:13:20 timed$/),
      expect.stringMatching(/^drwxrwxrwt 0\/0 +0 1970-01-01 00:00:00 tmp\/$/),
    ]);
  });

  it('renders the same bytes for any order of the entries', () => {
    const entries = ['b', 'a', 'B', 'ä', 'a/b'].map((path) => file(path, path));
    expect(renderTar(entries)).toEqual(renderTar(entries.toReversed()));
  });

  it('keeps each file byte for byte', () => {
    const text = 'x'.repeat(513);
    const args = ['--extract', '--to-stdout', '--file=-'];
    expect(execFileSync('tar', args, { input: renderTar([file('f', text)]) }).toString()).toBe(
      text,
    );
  });

  it('uses the prefix field for a path over 100 bytes', () => {
    const path = `${'d'.repeat(90)}/${'f'.repeat(90)}`;
    expect(listWithGnuTar(renderTar([file(path, '')]))).toContain(path);
  });

  it('rejects a path that does not fit the header, before anything is written', () => {
    expect(() => renderTar([file('f'.repeat(101), '')])).toThrow(
      `Cannot store "${'f'.repeat(101)}" in a tar: expected at most 155 bytes of folder and 100 bytes of name; shorten the path`,
    );
  });

  it('writes what is too long before the header, if the archive is extended', () => {
    const folders = `node_modules/.pnpm/${'é'.repeat(120)}/node_modules`;
    const linkTarget = `${'t'.repeat(100)}t`;
    const archive = renderTar(
      [
        { path: folders, type: 'directory', mode: 0o755 },
        file(`${folders}/index.js`, 'text'),
        { path: 'link', type: 'symlink', mode: 0o777, linkTarget },
        file(`${'d'.repeat(60)}/${'f'.repeat(60)}`, ''),
      ],
      { isExtended: true },
    );
    const args = ['--list', '--quoting-style=literal', '--file=-'];
    const listed = execFileSync('tar', args, { input: archive, encoding: 'utf8' });
    expect(listed).toBe(
      `${'d'.repeat(60)}/${'f'.repeat(60)}\nlink\n${folders}/\n${folders}/index.js\n`,
    );
    expect(listWithGnuTar(archive)).toContain(`link -> ${linkTarget}\n`);
    expect(archive.filter((byte, index) => index % 512 === 156 && byte === 120)).toHaveLength(3);
  });

  it.each([87, 88, 89, 90, 91, 985, 986, 987, 988])(
    'counts the digits of its own length in a record: a name of %d bytes',
    (bytes) => {
      const path = `d/${'f'.repeat(bytes + 100)}`;
      const args = ['--list', '--file=-'];
      const input = renderTar([file(path, '')], { isExtended: true });
      expect(execFileSync('tar', args, { input, encoding: 'utf8' })).toBe(`${path}\n`);
    },
  );

  it('accepts a link target of 100 bytes and rejects a longer one', () => {
    const link = (linkTarget: string): TarEntry => ({
      path: 'link',
      type: 'symlink',
      mode: 0o777,
      linkTarget,
    });
    const longest = 't'.repeat(100);
    expect(listWithGnuTar(renderTar([link(longest)]))).toContain(`link -> ${longest}\n`);
    expect(() => renderTar([link(`${longest}t`)])).toThrow(
      `Cannot store the link "link" in a tar: expected a target of at most 100 bytes, found "${longest}t"; shorten the target`,
    );
  });
});

describe('formatOctal()', () => {
  it.each([
    [0o755, 8, '0000755\0'],
    [0, 12, '00000000000\0'],
    [8 ** 11 - 1, 12, '77777777777\0'],
  ])('formats %d in %d bytes', (value, widthBytes, text) => {
    expect(formatOctal(value, widthBytes)).toBe(text);
  });

  it('does not overflow into the next field', () => {
    expect(() => formatOctal(8 ** 11, 12)).toThrow('8589934592 has no room in 12 bytes');
  });
});
