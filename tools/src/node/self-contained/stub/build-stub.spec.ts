import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '../../../formats/elf/elf.ts';
import { runPrograms } from '../../../host/run-programs.ts';
import { hasCompiler } from '../programs/programs.fixture.ts';
import { planStubBuild, stubFile } from './build-stub.ts';

describe.each(['x86-64', 'aarch64'] as Machine[])('the committed stub for %s', (machine) => {
  const committed = readFileSync(join(__dirname, stubFile(machine)));
  const whenCompiled = hasCompiler(machine) ? it : it.skip;

  whenCompiled('is up to date (to renew it: npx nx run tools:build-stubs)', () => {
    const folder = mkdtempSync(join(tmpdir(), 'stub-'));
    const sourceFolder = join(folder, 'elsewhere');
    cpSync(__dirname, sourceFolder, { recursive: true });
    const output = join(folder, 'stub.bin');
    runPrograms(planStubBuild({ machine, sourceFolder, output }), process.env);
    const built = readFileSync(output);
    rmSync(folder, { recursive: true });
    expect(built.equals(committed)).toBe(true);
  });

  it('is smaller than nine kilobytes, and ends where its table starts', () => {
    expect(committed.byteLength).toBeLessThan(9 * 1024);
    expect(committed.byteLength % 16).toBe(0);
  });
});
