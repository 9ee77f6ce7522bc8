import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { identifyTools } from './identify-tools.ts';

const place = mkdtempSync(join(tmpdir(), 'tools-'));
const FILES = {
  'package.json': '{}',
  'libraries/lock.json': '{}',
  'src/formats/elf/parse-elf.ts': 'one',
  'src/formats/elf/parse-elf.spec.ts': 'one',
  'src/node/runtime/layout.ts': 'one',
  'src/app/bundle/bundle.ts': 'one',
};
for (const [path, text] of Object.entries(FILES)) {
  mkdirSync(dirname(join(place, 'first', path)), { recursive: true });
  writeFileSync(join(place, 'first', path), text);
}
afterAll(() => {
  rmSync(place, { recursive: true });
});

/** The name of a copy with another text in one file. */
function identifyWith(path: string): string {
  const copy = join(place, path.replaceAll('/', '-'));
  cpSync(join(place, 'first'), copy, { recursive: true });
  writeFileSync(join(copy, path), 'two');
  return identifyTools(['x'], copy);
}

describe('identifyTools()', () => {
  const first = identifyTools(['x'], join(place, 'first'));

  it.each([
    'package.json',
    'libraries/lock.json',
    'src/formats/elf/parse-elf.ts',
    'src/node/runtime/layout.ts',
  ])('names other tools by %s', (path) => {
    expect(identifyWith(path)).not.toBe(first);
  });

  it.each(['src/formats/elf/parse-elf.spec.ts', 'src/app/bundle/bundle.ts'])(
    'names the same ones without regard to %s',
    (path) => {
      expect(identifyWith(path)).toBe(first);
    },
  );

  it('names what else the bytes depend on', () => {
    expect(identifyTools(['y'], join(place, 'first'))).not.toBe(first);
  });
});
