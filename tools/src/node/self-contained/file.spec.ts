import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { EHDR_BYTES, PF, PHDR_BYTES, PT, SHF, SHT, listLoads } from '../../formats/elf/elf.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import { readLockedLibraries } from '../libraries/read-locked-libraries.ts';
import {
  HOST_MACHINE as machine,
  TOOLS_FOLDER,
  hasProgram,
  readProgram,
  run,
  useProbe,
  whenCompiled,
  writeSelfContained,
} from './programs/programs.fixture.ts';

const PATH = { PATH: '/usr/bin:/bin' };

whenCompiled('the file of a self-contained executable', () => {
  const { folder, dynamic, probe } = useProbe();

  (hasProgram('file') ? it : it.skip)('is static to file(1)', () => {
    expect(run('file', [probe], { env: PATH }).stdout).toContain('statically linked');
  });

  it('is not dynamic to ldd(1)', () => {
    expect(run('ldd', [probe], { env: PATH }).stderr).toContain('not a dynamic executable');
  });

  it('is accepted by readelf, and has no interpreter', () => {
    const { stdout, stderr, status } = run('readelf', ['--all', '--wide', probe], { env: PATH });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).not.toMatch(/INTERP|DYNAMIC/);
  });

  it('maps nothing both writable and executable, and keeps PT_GNU_STACK', () => {
    const { segments, interpreter, needed } = readProgram(probe);
    expect(segments.filter(({ flags }) => flags & PF.W && flags & PF.X)).toEqual([]);
    const stack = ({ type }: { type: number }) => type === PT.GNU_STACK;
    expect(segments.filter(stack)).toEqual(readProgram(dynamic).segments.filter(stack));
    expect({ interpreter, needed }).toEqual({ interpreter: undefined, needed: [] });
  });

  it.each(['strip', 'objcopy'])('runs after %s(1), which keeps what is mapped', (command) => {
    const changed = join(folder, command);
    copyFileSync(probe, changed);
    const { stderr, status } = run(command, [changed], { env: PATH });
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(run(changed, ['start']).stdout).toBe(run(probe, ['start']).stdout);
    expect(readProgram(changed).segments).toEqual(readProgram(probe).segments);
  });

  it('has every mapped byte in exactly one section, except the headers', () => {
    const elf = readProgram(probe);
    const sections = parseSections(elf).filter(
      ({ type, flags }) => flags & SHF.ALLOC && type !== SHT.NOBITS,
    );
    const headerBytes = EHDR_BYTES + elf.segments.length * PHDR_BYTES;
    const counts = new Uint8Array(elf.bytes.length).fill(1, 0, headerBytes);
    for (const { offset, sizeBytes } of sections)
      for (let at = offset; at < offset + sizeBytes; at += 1) counts[at] = (counts[at] ?? 0) + 1;
    const mapped = listLoads(elf).map(({ offset, fileBytes }) =>
      counts.subarray(offset, offset + fileBytes),
    );
    expect(mapped.map((part) => part.findIndex((count) => count !== 1))).toEqual(
      mapped.map(() => -1),
    );
  });

  it('has the same bytes when built again', () => {
    const again = writeSelfContained(dynamic, join(folder, 'again'));
    expect(readFileSync(again).equals(readFileSync(probe))).toBe(true);
  });

  it('lets objcopy extract its libraries unchanged', () => {
    const library = join(folder, 'libc.so.6');
    const section = `--dump-section=.library.libc.so.6=${library}`;
    run('objcopy', [section, probe, join(folder, 'copy')], { env: PATH });
    const locked = readLockedLibraries(join(TOOLS_FOLDER, 'libraries'), machine);
    const expected = locked.find('libc.so.6')?.bytes ?? new Uint8Array();
    expect(readFileSync(library).equals(expected)).toBe(true);
  });
});
