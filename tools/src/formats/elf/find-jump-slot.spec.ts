import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { findJumpSlot } from './find-jump-slot.ts';
import { parseElf } from './parse-elf.ts';
import { renderTinyElf } from './tiny-elf.fixture.ts';

describe('findJumpSlot()', () => {
  const path = process.execPath;
  const node = parseElf(readFileSync(path), path);

  it.each(['raise', 'abort', 'pthread_create'])('finds that of %s like readelf', (symbol) => {
    const { stdout } = spawnSync('readelf', ['--relocs', '--wide', path], {
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    });
    const [, address = ''] =
      new RegExp(`^([0-9a-f]+) .*JUMP_SLO.* ${symbol}[@ ]`, 'm').exec(stdout) ?? [];
    expect(findJumpSlot(node, symbol)).toBe(Number.parseInt(address, 16));
  });

  it('finds none if the program does not call the function', () => {
    expect(findJumpSlot(node, 'rais')).toBeUndefined();
    expect(findJumpSlot(parseElf(renderTinyElf({}), 'tiny'), 'raise')).toBeUndefined();
  });
});
