import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { bundleFixture } from './bundle-fixture.ts';
import { buildHostBinary, buildRoot, type Built } from './build-shapes.ts';
import { checkStatuses, compareAnswers } from './compare-answers.ts';
import type { Fixture } from './fixture.ts';
import { buildSources, install } from './install.ts';
import { startPlain } from './plain-fixture.ts';
import { serve, type Answer, type Start } from './serve.ts';

/** How far a program came. */
export type Outcome =
  | { readonly kind: 'same' }
  /** It cannot be installed on this machine, or does not answer under plain Node as it declares. */
  | { readonly kind: 'untried'; readonly reason: string }
  /** The build failed, with a message. */
  | { readonly kind: 'refused'; readonly reason: string }
  /** The build was green, and the program answers differently. */
  | { readonly kind: 'different'; readonly reason: string };

/** What was found out about a program. */
export interface Trial {
  readonly fixture: Fixture;
  readonly outcome: Outcome;
  /** What the build says about the bundle. */
  readonly report: readonly string[];
  readonly bundleBytes?: number;
  /** Packages that the SBOM stage refuses. */
  readonly refusedLicences?: readonly string[];
  /** The bundle and its code cache. */
  readonly appBytes?: number;
  /** Under plain Node, as binary, as image; none for a program that was not built. */
  readonly starts: readonly Start[];
}

/**
 * Builds a program as binary and as image, and compares their answers with those under plain Node. The
 * image is built again from the bundle on, in a folder of another name: both must contain the same bytes.
 *
 * @param workFolder Folder for the programs.
 */
export async function tryFixture(fixture: Fixture, workFolder: string): Promise<Trial> {
  const report: string[] = [];
  try {
    const folder = install(fixture);
    if (fixture.build) buildSources(folder, fixture.build);
    const plain = startPlain(folder, fixture.entry);
    const expected = await serve(plain, fixture.requests);
    const wrong = checkStatuses(fixture.requests, expected);
    if (wrong !== undefined) throw new Error(wrong);
    const subject = { fixture, folder, expected };
    return await tryShapes(subject, join(workFolder, fixture.name), report).then(
      ({ starts, ...found }) => ({ fixture, report, starts: [plain, ...starts], ...found }),
      (error: unknown) => fail(fixture, { kind: 'refused', error, report }),
    );
  } catch (error) {
    return fail(fixture, { kind: 'untried', error, report });
  }
}

interface Failure {
  readonly kind: 'refused' | 'untried';
  readonly error: unknown;
  readonly report: readonly string[];
}

function fail(fixture: Fixture, { kind, error, report }: Failure): Trial {
  const outcome = { kind, reason: (error as Error).message };
  return { fixture, outcome, report, starts: [] };
}

interface Subject {
  readonly fixture: Fixture;
  /** Folder with its sources and its packages. */
  readonly folder: string;
  /** Its answers under plain Node. */
  readonly expected: readonly Answer[];
}

/** @param report Receives what the build says, also if it fails later. */
async function tryShapes(
  { fixture, folder, expected }: Subject,
  outputs: string,
  report: string[],
): Promise<Omit<Trial, 'fixture' | 'report'>> {
  mkdirSync(outputs, { recursive: true });
  const bundle = await bundleFixture(folder, fixture.entry);
  report.push(...bundle.report);
  const binary = await buildHostBinary(outputs, bundle.path);
  const { image, files } = await buildElsewhere(folder, fixture.entry, join(outputs, 'image'));
  const compared = await compareShapes(fixture, expected, { binary, image });
  const isSame = compared.kind !== 'same' || isEqual(bundle.files, files);
  const outcome: Outcome = isSame
    ? compared
    : { kind: 'different', reason: 'the files of two builds differ' };
  const { sizeBytes: bundleBytes, refusedLicences } = bundle;
  const facts = { bundleBytes, refusedLicences, appBytes: binary.appFile.length };
  return { outcome, ...facts, starts: [binary.start, image.start] };
}

/** Builds the image in a folder of another name, which must not be seen in its bytes. */
async function buildElsewhere(
  folder: string,
  entry: string,
  outputs: string,
): Promise<{ readonly image: Built; readonly files: Buffer | undefined }> {
  const other = `${folder}-elsewhere`;
  rmSync(other, { recursive: true, force: true });
  renameSync(folder, other);
  try {
    const { path, files } = await bundleFixture(other, entry);
    return { image: await buildRoot(outputs, path), files };
  } finally {
    renameSync(other, folder);
  }
}

function isEqual(first: Buffer | undefined, second: Buffer | undefined): boolean {
  return first === undefined || second === undefined ? first === second : first.equals(second);
}

async function compareShapes(
  { requests }: Fixture,
  expected: readonly Answer[],
  { binary, image }: Readonly<Record<'binary' | 'image', Built>>,
): Promise<Outcome> {
  for (const [name, { start }] of [
    ['binary', binary],
    ['image', image],
  ] as const) {
    const found = await serve(start, requests).catch((error: unknown) => error as Error);
    const reason =
      found instanceof Error ? found.message : compareAnswers(requests, expected, found);
    if (reason !== undefined) return { kind: 'different', reason: `${name}: ${reason}` };
  }
  return binary.appFile.equals(image.appFile)
    ? { kind: 'same' }
    : { kind: 'different', reason: 'two builds in two folders differ' };
}
