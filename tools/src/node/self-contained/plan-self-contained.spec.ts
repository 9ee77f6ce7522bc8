import { join } from 'node:path';
import type { Machine } from '../../formats/elf/elf.ts';
import { PT } from '../../formats/elf/elf.ts';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import { renderTinyElf } from '../../formats/elf/tiny-elf.fixture.ts';
import { readLibraryLock } from '../libraries/read-locked-libraries.ts';
import { describeParts } from './describe-parts.ts';
import { describePlan, measurePlan } from './describe-plan.ts';
import { type Ingredients, planSelfContained } from './plan-self-contained.ts';
import { TOOLS_FOLDER } from './programs/programs.fixture.ts';
import { readIngredients } from './read-ingredients.ts';
import { renderSelfContained } from './render-self-contained.ts';
import { parseStubTable } from './stub-table.ts';

const INTERPRETERS = {
  'x86-64': '/lib64/ld-linux-x86-64.so.2',
  aarch64: '/lib/ld-linux-aarch64.so.1',
};

/** A made-up program, with the libraries and the stub of a real one. */
function ingredients(machine: Machine, change: (file: Buffer) => void = () => {}): Ingredients {
  const interpreter = INTERPRETERS[machine];
  const file = renderTinyElf({ machine, interpreter, needed: ['libm.so.6', 'libc.so.6'] });
  change(file);
  return readIngredients(parseElf(file, 'server'), TOOLS_FOLDER);
}

const machines = Object.keys(INTERPRETERS) as Machine[];

describe.each(machines)('planSelfContained() for %s', (machine) => {
  const plan = planSelfContained(ingredients(machine));
  const chunks = renderSelfContained(plan);
  const file = parseElf(Buffer.concat(chunks), 'rendered');

  it('renders a file whose headers parseElf() accepts, and which needs nothing', () => {
    expect(file).toMatchObject({ machine, type: 'EXEC', interpreter: undefined, needed: [] });
    expect(file.segments).toEqual(plan.kernelSegments);
    expect(file.entryAddress).toBe(plan.entryAddress);
  });

  it('keeps the address of the application, and places everything else below it on separate pages', () => {
    const loads = file.segments.filter(({ type }) => type === PT.LOAD);
    const pageBytes = Math.max(...loads.map(({ alignBytes }) => alignBytes));
    const pages = loads.map((load) => [
      Math.floor(load.virtualAddress / pageBytes),
      Math.ceil((load.virtualAddress + load.memoryBytes) / pageBytes),
    ]);
    expect(loads.at(-1)?.virtualAddress).toBe(0x40_0000);
    for (const [index, [start]] of pages.entries())
      expect(start).toBeGreaterThanOrEqual(pages[index - 1]?.[1] ?? 0);
  });

  it('gives ld.so the headers of the application, with their address', () => {
    const { applicationSegments, stubTable, head } = plan;
    expect(applicationSegments.map(({ type }) => type)).toEqual([PT.LOAD, PT.INTERP, PT.DYNAMIC]);
    expect(stubTable.applicationHeaders).toBe(
      plan.entryAddress - head.stubOffset + head.applicationHeadersOffset,
    );
  });

  it('contains the libraries in load order, byte for byte', () => {
    const { resolved } = ingredients(machine);
    expect(plan.stubTable.libraries.map(({ name }) => name)).toEqual(['libm.so.6', 'libc.so.6']);
    for (const [index, { offset, sizeBytes }] of plan.stubTable.libraries.entries()) {
      const embedded = file.bytes.subarray(offset, offset + sizeBytes);
      expect(Buffer.compare(embedded, resolved.libraries[index]?.elf.bytes ?? embedded)).toBe(0);
    }
  });

  it('ends its head with the table of the stub, which can be parsed', () => {
    const { stubTable, head } = plan;
    const bytes = file.bytes.subarray(0, head.sizeBytes);
    expect(parseStubTable(bytes, stubTable.applicationHeaders)).toEqual(stubTable);
    expect(parseStubTable(bytes, stubTable.applicationHeaders + 8)).toBeUndefined();
    expect(parseStubTable(bytes.subarray(0, 10), stubTable.applicationHeaders)).toBeUndefined();
  });

  it('names the memory files in the table, after the libraries', () => {
    const memoryFiles = ['addon:0:one.node', `addon:1:${'x'.repeat(39)}`];
    const { stubTable, head, ...rest } = planSelfContained({
      ...ingredients(machine),
      memoryFiles,
    });
    expect(stubTable.memoryFiles).toEqual(memoryFiles);
    const bytes = Buffer.concat(renderSelfContained({ ...rest, stubTable, head }));
    expect(parseStubTable(bytes.subarray(0, head.sizeBytes), stubTable.applicationHeaders)).toEqual(
      stubTable,
    );
    expect(head.sizeBytes - plan.head.sizeBytes).toBe(2 * 48);
  });

  it('names the libraries in sections', () => {
    const names = parseSections(file).map(({ name }) => name);
    expect(names.filter((name) => name !== '.mapped')).toEqual([
      '',
      '.library.libm.so.6',
      '.library.libc.so.6',
      '.shstrtab',
    ]);
  });

  it('counts every byte of the file', () => {
    const { fileBytes, ...parts } = measurePlan(plan);
    expect(fileBytes).toBe(file.bytes.byteLength);
    expect(Object.values(parts).reduce((sum, part) => sum + part)).toBe(fileBytes);
    expect(parts.libraryBytes).toBeGreaterThan(2_000_000);
    expect(parts.otherBytes).toBeGreaterThan(0);
  });
});

describe('planSelfContained() rejects', () => {
  const program = () => ingredients('x86-64');
  const withLoader = (bytes: Uint8Array): Ingredients => {
    const elf = parseElf(bytes, 'ld.so');
    const { application, resolved, stub } = program();
    return { application, stub, resolved: { ...resolved, dynamicLoader: { name: 'ld.so', elf } } };
  };

  it('a position-independent program', () => {
    const movable = ingredients('x86-64', (file) => file.writeUInt16LE(3, 16)); // ET_DYN
    expect(() => planSelfContained(movable)).toThrow(
      'Cannot make "server" self-contained: it is position-independent (e_type DYN), expected a program at fixed addresses (EXEC) like official Node; link it with -no-pie',
    );
  });

  it('a program that describes memory that it does not map', () => {
    const { application, resolved, stub } = program();
    const segments = application.segments.map((segment) =>
      segment.type === PT.INTERP ? { ...segment, virtualAddress: 0x80_0000 } : segment,
    );
    const ask = { application: { ...application, segments }, resolved, stub };
    expect(() => planSelfContained(ask)).toThrow(
      'Cannot make "server" self-contained: its PT_INTERP is in no PT_LOAD, expected a mapped segment; use the executable',
    );
  });

  it('a program whose segments share a page', () => {
    const { application, resolved, stub } = program();
    const [load] = application.segments as [(typeof application.segments)[0]];
    const second = { ...load, virtualAddress: load.virtualAddress + load.memoryBytes };
    const segments = [load, second, ...application.segments.slice(1)];
    const ask = { application: { ...application, segments }, resolved, stub };
    expect(() => planSelfContained(ask)).toThrow(
      'Cannot make "server" self-contained: its segment at 0x400169 shares a page of 4096 bytes with the previous segment, expected separate pages; link it with -z max-page-size=4096',
    );
  });

  it('a program without space below it', () => {
    const { application, resolved, stub } = program();
    const low = application.segments.map((segment) => ({ ...segment, virtualAddress: 0x2_0000 }));
    const ask = { application: { ...application, segments: low }, resolved, stub };
    expect(() => planSelfContained(ask)).toThrow(
      /^Cannot place the dynamic loader below "server": its first address is 0x20000, expected 0x4\w000 or more; link it/,
    );
  });

  it('an unknown loader', () => {
    const loader = renderTinyElf({ soname: 'ld.so' });
    expect(() => planSelfContained(withLoader(loader))).toThrow(
      'Cannot isolate "ld.so" from the host: it does not contain the path "/etc/ld.so.preload"; use Debian\'s dynamic loader as locked in tools/libraries',
    );
  });

  it('a loader with bss before its last segment', () => {
    const { elf } = program().resolved.dynamicLoader;
    const [first, ...others] = elf.segments;
    const grown = { ...(first as (typeof elf.segments)[0]), memoryBytes: 0xfff };
    const { application, resolved, stub } = program();
    const dynamicLoader = { name: 'ld.so', elf: { ...elf, segments: [grown, ...others] } };
    const ask = { application, stub, resolved: { ...resolved, dynamicLoader } };
    expect(() => planSelfContained(ask)).toThrow(
      /^Cannot embed ".*ld-linux-x86-64.so.2": a segment before its last has bss/,
    );
  });

  it('a library whose name does not fit the table of the stub', () => {
    const { application, resolved, stub } = program();
    const libraries = resolved.libraries.map(({ elf }) => ({ name: `lib${'x'.repeat(48)}`, elf }));
    const ask = { application, stub, resolved: { ...resolved, libraries } };
    expect(() => planSelfContained(ask)).toThrow(
      /^Cannot embed "libx{48}": expected a name of at most 47 bytes; raise NAME_BYTES/,
    );
  });

  it('a memory file whose name does not fit the table of the stub', () => {
    const ask = { ...program(), memoryFiles: ['x'.repeat(48)] };
    expect(() => planSelfContained(ask)).toThrow(
      /^Cannot embed "x{48}": expected a name of at most/,
    );
  });

  it('a program that needs a library that is not locked', () => {
    const interpreter = INTERPRETERS['x86-64'];
    const file = renderTinyElf({ interpreter, needed: ['libssl.so.3'] });
    expect(() => readIngredients(parseElf(file, 'server'), TOOLS_FOLDER)).toThrow(
      /^Cannot find "libssl.so.3", needed by "server": it is not in ".*libraries\/amd64";/,
    );
  });
});

describe('describeParts()', () => {
  const plan = planSelfContained(ingredients('x86-64'));
  const lines = (text: string) => text.replaceAll(/ +/g, ' ').split('\n');

  it('renders the sizes of the parts', () => {
    expect(lines(describeParts(plan))).toEqual([
      expect.stringMatching(/^ code 1\d\d\.\d kB$/),
      expect.stringMatching(/^ read-only data 4\d\.\d kB$/),
      expect.stringMatching(/^ writable data 10\.\d kB$/),
      expect.stringMatching(/^ embedded libraries 2\.\d MB$/),
      expect.stringMatching(/^ headers, padding \d+\.\d kB$/),
    ]);
  });

  it('separates app and locales from the other read-only data', () => {
    const icu = { originalBytes: 33_000_000, selectedBytes: 4_000 };
    const whole = describeParts({ ...plan, icu }, 1_000);
    expect(lines(whole)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^ read-only data 3\d\.\d kB$/),
        ' locales 4.0 kB of 33.0 MB',
        ' app file 1.0 kB',
      ]),
    );
  });
});

describe('describePlan()', () => {
  it('lists the segments and the embedded libraries', () => {
    const plan = planSelfContained(ingredients('x86-64'));
    const text = describePlan(plan, readLibraryLock(join(TOOLS_FOLDER, 'libraries')));
    const lines = text.replaceAll(/ +/g, ' ').split('\n');
    expect(lines).toEqual([
      expect.stringMatching(/^x86-64, entry 0x3\w+, \d{7} bytes$/),
      '',
      'segment access address bytes in file at bytes',
      expect.stringMatching(/^head read run 0x3\w+ (\d+) 0x0 \1$/),
      expect.stringMatching(/^dynamic loader read 0x3\w+ (\d+) 0x\w+ \1$/),
      expect.stringMatching(/^dynamic loader read run 0x3\w+ (\d+) 0x\w+ \1$/),
      expect.stringMatching(/^dynamic loader read 0x3\w+ (\d+) 0x\w+ \1$/),
      expect.stringMatching(/^dynamic loader read write 0x3\w+ (\d+) 0x\w+ \1$/),
      expect.stringMatching(/^application read 0x400000 361 0x\w+ 361$/),
      '',
      'library package in file at bytes',
      expect.stringMatching(/^libm.so.6 libc6 2\.36-9\+deb12u\d+ 0x\w+ \d+$/),
      expect.stringMatching(/^libc.so.6 libc6 2\.36-9\+deb12u\d+ 0x\w+ \d+$/),
    ]);
  });
});
