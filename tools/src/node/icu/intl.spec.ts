import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseElf } from '../../formats/elf/parse-elf.ts';
import { findNode } from '../runtime/find-node.ts';
import { planSelfContained } from '../self-contained/plan-self-contained.ts';
import { makeFolder, TOOLS_FOLDER } from '../self-contained/programs/programs.fixture.ts';
import { readIngredients } from '../self-contained/read-ingredients.ts';
import { renderSelfContained } from '../self-contained/render-self-contained.ts';
import { writeExecutable } from '../self-contained/write-executable.ts';
import { runProgram } from '../../../testing/program.ts';
import { selectLocales } from './select-locales.ts';

const CALLS = join(__dirname, 'intl-calls.fixture.cjs');
const { path: nodePath } = findNode(join(TOOLS_FOLDER, '..'), process.arch);

/** Writes a self-contained Node with some locales; `process.execPath` is the same Node with all. */
function writeNode(path: string, locales: readonly string[]): string {
  const { application } = selectLocales(parseElf(readFileSync(nodePath), nodePath), locales);
  writeExecutable(
    path,
    renderSelfContained(planSelfContained(readIngredients(application, TOOLS_FOLDER))),
  );
  return path;
}

type Answers = Readonly<Record<string, unknown>>;

const call = (node: string, locales: readonly string[]): Answers =>
  JSON.parse(runProgram(node, [CALLS, ...locales], { env: {} })) as Answers;

/** Lists the calls whose results differ; the results are too long for a diff of the whole. */
function listDifferences(node: string, locales: readonly string[]): readonly string[] {
  const expected = call(process.execPath, locales);
  const found = call(node, locales);
  const names = Object.keys(expected);
  expect(Object.keys(found)).toEqual(names);
  expect(names.length).toBeGreaterThan(140 * locales.length);
  return names.filter((name) => JSON.stringify(found[name]) !== JSON.stringify(expected[name]));
}

describe('Intl with some locales', () => {
  const folder = makeFolder();
  const english = join(folder, 'english');
  const several = join(folder, 'several');
  const SEVERAL = [
    'ar',
    'de',
    'es-MX',
    'fr-CA',
    'he',
    'hi',
    'ja',
    'nb',
    'pt-BR',
    'sr-Latn',
    'th',
    'zh-Hant',
  ];
  beforeAll(() => {
    writeNode(english, ['en']);
    writeNode(several, SEVERAL);
  }, 60_000);

  it.each([
    ['english', ['en', 'en-001', 'en-AU', 'en-CA', 'en-GB', 'en-IN', 'en-US', 'en-u-nu-arab']],
    ['several', SEVERAL],
    [
      'several',
      ['ar-EG', 'de-AT', 'he-IL', 'hi-Latn', 'sr-Latn-ME', 'th-TH-u-ca-gregory', 'zh-Hant-HK'],
    ],
  ])(
    '%s: has the same results as with all locales in %j',
    (name, locales) => {
      expect(listDifferences(join(folder, name), locales)).toEqual([]);
    },
    60_000,
  );

  const evaluate = (node: string, script: string, env: Record<string, string> = {}): unknown =>
    JSON.parse(runProgram(node, ['--print', `JSON.stringify(${script})`], { env }));

  const DATE = `new Date(0).toLocaleDateString('de', { dateStyle: 'full', timeZone: 'UTC' })`;

  it('reports the locales that it has', () => {
    const script = `Intl.DateTimeFormat.supportedLocalesOf(['de', 'en', 'en-GB', 'fr-CA', 'zh-Hant-TW'])`;
    expect(evaluate(english, script)).toEqual(['en', 'en-GB']);
    expect(evaluate(several, script)).toEqual(['de', 'en', 'en-GB', 'fr-CA', 'zh-Hant-TW']);
  });

  it('uses English for a locale that it does not have', () => {
    const script = `[new Intl.NumberFormat('de').resolvedOptions().locale, (1234.5).toLocaleString('de'), ${DATE}]`;
    expect(evaluate(english, script)).toEqual(['en-US', '1,234.5', 'Thursday, January 1, 1970']);
  });

  it('uses no language if LANG of the host is a locale that it does not have', () => {
    const script = `[new Intl.NumberFormat().resolvedOptions().locale, ${DATE}]`;
    const env = { LANG: 'de_DE.UTF-8' };
    expect(evaluate(english, script, env)).toEqual(['de-DE', '1970 M01 1, Thu']);
    expect(evaluate(several, script, env)).toEqual(['de-DE', 'Donnerstag, 1. Januar 1970']);
  });

  it('segments words of a script without spaces if it has a language of that script', () => {
    const script = `[...new Intl.Segmenter('en', { granularity: 'word' }).segment('สวัสดีครับ 你好世界')].map(({ segment }) => segment)`;
    expect(evaluate(several, script)).toEqual(['สวัสดี', 'ครับ', ' ', '你好', '世界']);
    expect(evaluate(english, script)).toEqual(['สวัสดีครับ', ' ', '你好世界']);
  });
});
