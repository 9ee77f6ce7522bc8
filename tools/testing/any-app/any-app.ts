/**
 * `npx nx run tools:any-app`: builds small servers on the packages that real servers use, compares their
 * answers as host binary and as image with those under plain Node, and writes the table of docs/any-app.md.
 * With names of fixtures as arguments, it only prints their rows.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { format, resolveConfig } from 'prettier';
import { measureStarts } from '../../src/update/node/measure-starts.ts';
import { workspacePath } from '../workspace.ts';
import { readFixtures, type Fixture } from './fixture.ts';
import { renderTrials, replaceTable, type Measured } from './render-trials.ts';
import { ENVIRONMENT } from './serve.ts';
import { tryFixture } from './try-fixture.ts';

const ROUND_COUNT = 3;

const names = process.argv.slice(2);
const fixtures = readFixtures().filter(({ name }) => names.length === 0 || names.includes(name));
const measured: Measured[] = [];
for (const fixture of fixtures) {
  const found = await measure(fixture);
  measured.push(found);
  const { outcome } = found.trial;
  console.log(
    `${fixture.name}: ${outcome.kind}${'reason' in outcome ? `, ${outcome.reason}` : ''}`,
  );
}
const table = renderTrials(measured);
console.log(table);
if (names.length === 0) await writePage(table);

async function measure(fixture: Fixture): Promise<Measured> {
  const folder = mkdtempSync(join(tmpdir(), 'any-app-')); // a program has 95 MB
  try {
    const trial = await tryFixture(fixture, folder);
    if (trial.outcome.kind !== 'same') return { trial, times: undefined };
    const contenders = trial.starts.map((start) => ({ ...start, name: fixture.name }));
    const options = { environment: ENVIRONMENT, now: () => performance.now() };
    return {
      trial,
      times: await measureStarts(contenders, { roundCount: ROUND_COUNT, ...options }),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function writePage(text: string): Promise<void> {
  const path = join(workspacePath, 'docs/any-app.md');
  const page = replaceTable(readFileSync(path, 'utf8'), text);
  writeFileSync(path, await format(page, { ...(await resolveConfig(path)), filepath: path }));
}
