import { chmodSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { logger } from '../../host/logger.ts';
import { renderDifference } from '../compare/difference.ts';
import { Fault } from '../../host/faults/fault.ts';
import { findEmulator } from '../../formats/find-runner.ts';
import { findProcessor } from '../../formats/processor.ts';
import { abortOnSignals } from '../../host/abort-on-signals.ts';
import { fixEnvironment } from '../../host/fix-environment.ts';
import { createExecutor } from '../../node/create-executor.ts';
import { readSourceState } from '../../host/read-source-state.ts';
import { compareRelease } from './compare-release.ts';
import { ON_HOST, selectAll, selectTwo, type Selection } from './condition.ts';
import { findContainer } from './find-equipment.ts';
import { checkOut, copyWorkingTree, type SourcePlace } from './prepare-sources.ts';
import { readReleasedFile } from './read-released-file.ts';
import { renderProof } from './render-proof.ts';
import { runVerify, type Comparison, type Verification } from './run-verify.ts';

export interface VerifyOptions {
  readonly targets: readonly string[];
  readonly files: readonly string[];
  readonly conditions: 'two' | 'all';
  readonly against?: string;
}

const verify = createExecutor<VerifyOptions>(
  import.meta.url,
  async (options, { root, projectName = '' }) => {
    const temporaryFolder = mkdtempSync(join(realpathSync(tmpdir()), 'verify-'));
    chmodSync(temporaryFolder, 0o755); // mkdtemp(3) makes it 0700, and containers have other users
    try {
      const environment = fixEnvironment(process.env);
      const place = { root, temporaryFolder, environment };
      const given = { ...options, ...place, projectName, signal: abortOnSignals() };
      if (options.against === undefined) await verifyWorkingTree(given);
      else await verifyRelease({ ...given, against: options.against });
    } finally {
      rmSync(temporaryFolder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
);

export default verify;

interface VerifyRun extends VerifyOptions, SourcePlace {
  readonly projectName: string;
  readonly signal: AbortSignal;
}

/** Several builds of the working tree. */
async function verifyWorkingTree(given: VerifyRun): Promise<void> {
  const container = findContainer(given, process.env['NODE_EXTRA_CA_CERTS']);
  const emulatorPath = findEmulator(findProcessor(process.arch), process.env['PATH'] ?? '');
  const select = given.conditions === 'all' ? selectAll : selectTwo;
  const selection = select({
    hasEngine: container !== undefined,
    hasEmulator: emulatorPath !== undefined,
  });
  const verification: Verification = {
    ...describeRun(given),
    conditions: selection.conditions,
    source: readSourceState(given.root, process.env),
    sources: copyWorkingTree(given),
    setup: container?.setup ?? [],
    container: container?.parts,
    emulatorPath,
  };
  const comparison = await runVerify(verification);
  const builder = container?.identify();
  reportComparison(comparison, { given, verification, selection, builder });
}

/** One build of the commit that a release records, on this host. */
async function verifyRelease(given: VerifyRun & { readonly against: string }): Promise<void> {
  const { against, projectName } = given;
  const expected = findProcessor(process.arch).architecture;
  const { release, record } = readReleasedFile(resolve(against), {
    programName: projectName,
    expected,
  });
  const selection: Selection = { conditions: [ON_HOST], gaps: [] };
  const verification: Verification = {
    ...describeRun(given),
    conditions: selection.conditions,
    source: record,
    sources: checkOut(record, given),
    setup: [],
    container: undefined,
    emulatorPath: undefined,
  };
  const comparison = compareRelease(release, await runVerify(verification));
  reportComparison(comparison, { given, verification, selection, builder: undefined });
}

function describeRun({ targets, files, temporaryFolder, environment, signal }: VerifyRun) {
  const log = (line: string): void => {
    logger.info(line);
  };
  return { targets, files, temporaryFolder, environment, signal, log };
}

interface Report {
  readonly given: VerifyRun;
  readonly verification: Verification;
  readonly selection: Selection;
  readonly builder: string | undefined;
}

/** @throws {Fault} `REPRODUCTION_DIFFERS`, after the proof. */
function reportComparison(
  { files, differences }: Comparison,
  { given: { projectName, against }, verification, selection, builder }: Report,
): void {
  const name = against === undefined ? projectName : basename(against);
  const { revision, epochSeconds } = verification.source;
  const differing = [...differences.keys()];
  const origin = { name, revision, epochSeconds, nodeVersion: process.version, builder };
  logger.info(`\n${renderProof({ ...origin, ...selection, files, differing })}\n`);
  if (differing.length === 0) return;
  const texts = [...differences.values()].map(renderDifference);
  throw new Fault('REPRODUCTION_DIFFERS', { name, differences: texts.join('\n') });
}
