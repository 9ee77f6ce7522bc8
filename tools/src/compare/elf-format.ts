import { PF, PT, type Elf, type Segment } from '../elf/elf.ts';
import { isElf, parseElf } from '../elf/parse-elf.ts';
import { hex } from './locate-byte.ts';
import { cutPart, type Format, type Part } from './part.ts';

/** An executable, ours or another's. */
export const elfFormat: Format = {
  name: 'ELF',
  recognises: isElf,
  parse: (bytes) => {
    const elf = parseElf(bytes, 'the file');
    return [
      ...elf.segments
        .filter(({ type }) => type === PT.LOAD)
        .map((segment) => cutSegment(elf, segment)),
    ];
  },
};

function cutSegment({ bytes }: Elf, { offset, fileBytes, virtualAddress, flags }: Segment): Part {
  return cutPart(bytes, {
    name: `segment ${nameFlags(flags)}`,
    offset,
    end: offset + fileBytes,
    isOpaque: true,
    locate: (at) => [`file offset ${hex(offset + at)}, address ${hex(virtualAddress + at)}`],
  });
}

function nameFlags(flags: number): string {
  const names = [
    [PF.R, 'read'],
    [PF.W, 'write'],
    [PF.X, 'run'],
  ] as const;
  return names.flatMap(([flag, name]) => (flags & flag ? [name] : [])).join(' ');
}
