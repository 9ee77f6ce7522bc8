import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { findNode } from '../runtime/find-node.ts';
import { makeFolder, TOOLS_FOLDER } from '../self-contained/programs/programs.fixture.ts';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { runProgram } from '../../../testing/program.ts';
import { findIcuPackage } from './find-icu-package.ts';
import { parseIcuPackage } from './parse-icu-package.ts';
import { renderIcuPackage } from './render-icu-package.ts';
import { selectItems } from './select-items.ts';

const { path: nodePath } = findNode(join(TOOLS_FOLDER, '..'), process.arch);
const node = parseElf(readFileSync(nodePath), nodePath);
const content = Buffer.from(node.bytes.buffer, node.bytes.byteOffset, node.bytes.byteLength);
const given = content.subarray(findIcuPackage(node).offset);
const whole = parseIcuPackage(given, nodePath);

describe('renderIcuPackage()', () => {
  it("renders all of Node's ICU data to the original bytes", () => {
    const rendered = Buffer.from(renderIcuPackage(whole));
    expect(rendered.equals(given.subarray(0, whole.sizeBytes))).toBe(true);
  });
});

describeWith(needPrograms('derb'), "ICU's own tools", () => {
  const folder = makeFolder();
  const path = join(folder, `${whole.name}.dat`);
  const items = selectItems(whole.items, ['en', 'nb'], nodePath);
  writeFileSync(path, renderIcuPackage({ ...whole, items }));

  it('icupkg lists the selected items', () => {
    const listed = runProgram('icupkg', ['--ignore-deps', '-l', path]).split('\n');
    expect(listed).toEqual(items.map(({ name }) => name));
    expect(listed).toEqual(
      expect.arrayContaining(['en_GB.res', 'nb.res', 'no.res', 'zone/pool.res']),
    );
    expect(listed.filter((name) => /\bde[_.]|translit|line/.test(name))).toEqual([]);
  });

  it('derb reads the list of installed locales of each folder', () => {
    const indexes = items.filter(({ name }) => name.endsWith('res_index.res'));
    for (const { name, bytes } of indexes) {
      const target = join(folder, name);
      mkdirSync(join(target, '..'), { recursive: true });
      writeFileSync(target, bytes);
      const text = runProgram('derb', [
        '--to-stdout',
        '--sourcedir',
        join(target, '..'),
        'res_index',
      ]);
      const locales = [...text.matchAll(/^ {8}(\w+) \{ "" \}$/gm)].map(([, locale]) => locale);
      expect(locales).toEqual(locales.filter((locale) => /^(en|nb|no)(_|$)/.test(locale ?? '')));
      expect(text).toContain('InstalledLocales');
    }
    expect(indexes).toHaveLength(9);
  });
});
