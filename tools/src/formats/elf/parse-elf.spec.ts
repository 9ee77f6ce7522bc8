import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { type Elf, PF, PT, nameSegmentType } from './elf.ts';
import { isElf, offsetOfAddress, parseElf } from './parse-elf.ts';
import { TINY_BASE_ADDRESS, renderTinyElf } from './tiny-elf.fixture.ts';

const server = () =>
  renderTinyElf({
    interpreter: '/lib/ld.so',
    needed: ['libm.so.6', 'libc.so.6'],
    soname: 'libserver.so.1',
  });

describe('parseElf()', () => {
  it('reads the parts that the kernel and the dynamic loader read', () => {
    expect(parseElf(server(), 'server')).toMatchObject({
      path: 'server',
      machine: 'x86-64',
      type: 'EXEC',
      entryAddress: TINY_BASE_ADDRESS,
      interpreter: '/lib/ld.so',
      needed: ['libm.so.6', 'libc.so.6'],
      soname: 'libserver.so.1',
    });
  });

  it('reads the folders to search', () => {
    const file = renderTinyElf({ rpath: '$ORIGIN/lib:/opt/lib', runpath: '${ORIGIN}' });
    expect(parseElf(file, 'addon')).toMatchObject({
      rpath: ['$ORIGIN/lib', '/opt/lib'],
      runpath: ['${ORIGIN}'],
    });
    expect(parseElf(server(), 'server')).toMatchObject({ rpath: [], runpath: [] });
  });

  it('reads a file without dependencies', () => {
    const elf = parseElf(renderTinyElf({ machine: 'aarch64' }), 'alone');
    expect(elf).toMatchObject({ machine: 'aarch64', interpreter: undefined, needed: [] });
    expect(elf.soname).toBeUndefined();
  });

  const poke =
    (offset: number, ...values: number[]) =>
    (file: Buffer) =>
      Buffer.concat([
        file.subarray(0, offset),
        Buffer.from(values),
        file.subarray(offset + values.length),
      ]);
  const load = 64; // the first program header
  const dynamic = 64 + 2 * 56; // the third

  it.each([
    ['another format', poke(0, 0x23, 0x21), 'EI_MAG is something else, expected "\\x7fELF"'],
    ['32 bits', poke(4, 1), 'EI_CLASS is 1, expected 2'],
    ['big-endian', poke(5, 2), 'EI_DATA is 2, expected 1'],
    ['a later version', poke(6, 9), 'EI_VERSION is 9, expected 1'],
    ['an object file', poke(16, 1), 'e_type is 1, expected 2 (EXEC) or 3 (DYN)'],
    ['another processor', poke(18, 243), 'e_machine is 243, expected 62 (x86-64) or 183 (aarch64)'],
    ['other program headers', poke(54, 32), 'e_phentsize is 32, expected 56'],
    ['no program headers', poke(56, 0), 'e_phnum is 0, expected 1 to 65534'],
    [
      'an offset beyond every file',
      poke(load + 8, 0, 0, 0, 0, 0, 0, 0xff),
      'p_offset of program header 0 is 0xff000000000000, expected a value below 2^53',
    ],
    [
      'more file than memory',
      poke(load + 40, 1, 0),
      /p_filesz of program header 0 is \d+, expected at most p_memsz, 1;/,
    ],
    [
      'an alignment that is no power of two',
      poke(load + 48, 3),
      /p_align of program header 0 is 4099, expected a power of two/,
    ],
    [
      'an address that cannot be mapped',
      poke(load + 16, 8),
      'p_vaddr of program header 0 is 0x400008, expected 0x0 (p_offset) modulo 0x1000 (p_align)',
    ],
    [
      'overlapping segments',
      poke(dynamic, 1),
      /p_vaddr of PT_LOAD 1 is 0x400117, expected 0x400177 or above, the end of the PT_LOAD before it/,
    ],
    [
      'an interpreter without NUL',
      poke(load + 56 + 32, 3),
      'PT_INTERP is not closed, expected text closed by a NUL',
    ],
    [
      'a dynamic section without end',
      poke(dynamic + 32, 32),
      'PT_DYNAMIC is not closed, expected a last entry of DT_NULL',
    ],
  ])('rejects %s', (_, damage, text) => {
    expect(() => parseElf(damage(server()), 'server')).toThrow(text);
  });

  it.each([
    [3, 'EI_MAG'],
    [4, 'Elf64_Ehdr'],
    [63, 'Elf64_Ehdr'],
    [100, 'p_filesz of program header 0'],
    [300, 'the content of program header 0 (PT_LOAD)'],
  ])('rejects a file cut after %d bytes and names %s', (sizeBytes, field) => {
    expect(() => parseElf(server().subarray(0, sizeBytes), 'server')).toThrow(field);
  });

  it('rejects every truncated file with a Fault', () => {
    const file = server();
    for (let sizeBytes = 0; sizeBytes < file.length; sizeBytes += 1)
      expect(() => parseElf(file.subarray(0, sizeBytes), 'cut')).toThrow(
        /^Cannot (read|use) "cut": .+; .+$/,
      );
  });

  it('says in one sentence what to do', () => {
    expect(() => parseElf(server().subarray(0, 40), 'dist/server')).toThrow(
      'Cannot read "dist/server": Elf64_Ehdr ends at byte 64, the file has 40; fetch or build the file again',
    );
    expect(() => parseElf(Buffer.from('#!/bin/sh'), 'dist/server')).toThrow(
      'Cannot use "dist/server": EI_MAG is something else, expected "\\x7fELF"; use a 64-bit little-endian ELF file for x86-64 or arm64',
    );
  });
});

describe('offsetOfAddress()', () => {
  const { segments } = parseElf(server(), 'server');

  it.each([
    [TINY_BASE_ADDRESS, 0],
    [TINY_BASE_ADDRESS + 5, 5],
    [TINY_BASE_ADDRESS - 1, undefined],
    [TINY_BASE_ADDRESS + 0x1_0000, undefined],
  ])('finds address %d at offset %p', (address, offset) => {
    expect(offsetOfAddress(segments, address)).toBe(offset);
  });
});

describe('isElf()', () => {
  it.each([
    [server(), true],
    [Buffer.from('#!/bin/sh'), false],
    [Buffer.from('\x7fEL', 'latin1'), false],
  ])('distinguishes a program from other files: %#', (bytes, answer) => {
    expect(isElf(bytes)).toBe(answer);
  });
});

/** Renders the same facts as readelf of binutils, for a comparison line by line. */
function describeLikeReadelf(elf: Elf): readonly string[] {
  const hex = (value: number, digits: number) => `0x${value.toString(16).padStart(digits, '0')}`;
  const flags = (bits: number) =>
    `${bits & PF.R ? 'R' : ' '}${bits & PF.W ? 'W' : ' '}${bits & PF.X ? 'E' : ' '}`;
  return elf.segments.map(
    (segment) =>
      `${nameSegmentType(segment.type).slice('PT_'.length)} ${hex(segment.offset, 6)} ` +
      `${hex(segment.virtualAddress, 16)} ${hex(segment.fileBytes, 6)} ` +
      `${hex(segment.memoryBytes, 6)} ${flags(segment.flags)} 0x${segment.alignBytes.toString(16)}`,
  );
}

function readelf(path: string): { segments: readonly string[]; needed: readonly string[] } {
  const args = ['--wide', '--segments', '--dynamic', path];
  const lines = execFileSync('readelf', args, { encoding: 'utf8' }).split('\n');
  const header = /^ {2}(\w+) +(0x\w+) (0x\w+) 0x\w+ (0x\w+) (0x\w+) ([R ][W ][E ]) (0x\w+|0)$/;
  return {
    segments: lines.flatMap((line) => header.exec(line)?.slice(1).join(' ') ?? []),
    needed: lines.flatMap((line) => /\(NEEDED\).*\[(.+)\]/.exec(line)?.[1] ?? []),
  };
}

const hasReadelf = existsSync('/usr/bin/readelf');
const realFiles = [
  process.execPath,
  '/lib64/ld-linux-x86-64.so.2',
  '/lib/x86_64-linux-gnu/libc.so.6',
  '/lib/ld-linux-aarch64.so.1',
  '/bin/sh',
].filter((path) => existsSync(path));

(hasReadelf ? describe : describe.skip)('parseElf() agrees with readelf', () => {
  it.each(realFiles)('about %s', (path) => {
    const elf = parseElf(readFileSync(path), path);
    const expected = readelf(path);
    expect(describeLikeReadelf(elf)).toEqual(expected.segments);
    expect(elf.needed).toEqual(expected.needed);
    expect(elf.segments.some(({ type }) => type === PT.LOAD)).toBe(true);
  });
});
