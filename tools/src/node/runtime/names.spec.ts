import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { parseSections } from '../../formats/elf/parse-sections.ts';
import { buildExecutable } from './build-executable.ts';
import { findNode } from './find-node.ts';
import { PROGRAM } from './layout.ts';

const SYMBOL_BYTES = 24;
const nodePath = findNode(join(import.meta.dirname, '../../../..'), process.arch).path;

/** What tools that know Node only by its official package look for. */
describe('the program of the runtime layer', () => {
  const folder = mkdtempSync(join(tmpdir(), 'names-'));
  const path = join(folder, PROGRAM);
  let bytes: Buffer;

  beforeAll(() => {
    buildExecutable(path, { nodePath });
    bytes = readFileSync(path);
  }, 60_000);
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it("has the name that OpenTelemetry's eBPF profiler expects of V8", () => {
    expect(`/${PROGRAM}`).toMatch(/^(?:.*\/)?node(\d+)?$/); // v8Regex of interpreter/nodev8/v8.go
  });

  it('has the name and the version by which syft finds a Node: **/node', () => {
    expect(`/${PROGRAM}`).toMatch(/\/node$/);
    const found = /node\.js\/v(?<version>[0-9]+\.[0-9]+\.[0-9]+)/.exec(bytes.toString('latin1'));
    expect(found?.groups?.version).toBe(process.versions.node);
  });

  it("describes V8's version and objects by the same symbols as the official Node", () => {
    const isRead = (name: string): boolean => /^(v8dbg_|_ZN2v88internal7Version6)/.test(name);
    const names = listSymbols(bytes).filter(isRead);
    expect(names.length).toBeGreaterThan(400);
    expect(names).toEqual(listSymbols(readFileSync(nodePath)).filter(isRead));
  });
});

/** Lists the names in .dynsym, which is all that the profiler reads by section: Elf64_Sym of elf(5). */
function listSymbols(file: Buffer): readonly string[] {
  const sections = parseSections(parseElf(file, PROGRAM));
  const table = sections.find(({ name }) => name === '.dynsym');
  const texts = sections[table?.link ?? 0];
  if (table === undefined || texts === undefined) return [];
  return Array.from({ length: table.sizeBytes / SYMBOL_BYTES }, (_, index) => {
    const start = texts.offset + file.readUInt32LE(table.offset + index * SYMBOL_BYTES);
    return file.toString('latin1', start, file.indexOf(0, start));
  });
}
