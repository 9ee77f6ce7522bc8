import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isText } from './is-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'is-text-'));

afterAll(() => {
  rmSync(folder, { recursive: true });
});

async function isTextOf(content: string | Buffer): Promise<boolean> {
  const path = join(folder, 'file');
  writeFileSync(path, content);
  const fd = openSync(path, 'r');
  try {
    return await isText(fd);
  } finally {
    closeSync(fd);
  }
}

describe('isText()', () => {
  it.each([
    ['nothing', ''],
    ['ASCII', 'all: test\n\tmake\r\n'],
    ['UTF-8', 'Übergröße 名前 😀'],
    ['UTF-8 with a byte order mark', '\ufeffa'],
    ['a terminal sequence', '\x1b[1mbold\x1b[0m'],
    ['HTML', '<script>'],
    ['512 bytes that end in half a character', `${'x'.repeat(511)}ä`],
    ['512 bytes, and other bytes after them', Buffer.from(`${'x'.repeat(512)}\0\xff`, 'latin1')],
  ])('is true for %s', async (_, content) => {
    expect(await isTextOf(content)).toBe(true);
  });

  it.each([
    ['a NUL', 'a\0'],
    ['a program', '\x7fELF\x02\x01\x01\0'],
    ['a picture', Buffer.from('\x89PNG\r\n\x1a\n', 'latin1')],
    ['gzip', Buffer.from('\x1f\x8b\x08', 'latin1')],
    ['Latin-1', Buffer.from('caf\xe9', 'latin1')],
    ['UTF-16', Buffer.from('\ufeffa', 'utf16le')],
    ['half a character at the end of a short file', Buffer.from('x\xc3', 'latin1')],
    ['malformed UTF-8', Buffer.from(`\xc0\xae${'x'.repeat(600)}`, 'latin1')],
  ])('is false for %s', async (_, content) => {
    expect(await isTextOf(content)).toBe(false);
  });
});
