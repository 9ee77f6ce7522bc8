import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { WarmUpOptions } from '../../app/code-cache/plan-warm-up.ts';
import type { Locales } from '../../node/icu/select-locales.ts';
import { PROCESSORS } from '../../formats/processor.ts';
import { runPrograms } from '../../host/run-programs.ts';
import { writeWorkspaceNode } from '../../node/write-workspace-node.ts';
import { measureStarts, medianOf, type Contender } from './measure-starts.ts';
import type { Measures, NodeFacts } from './measures.ts';
import { readNeeds } from './read-needs.ts';

/** A release of Node to measure. */
export interface Candidate {
  readonly release: string;
  /** Path of the official binary for each processor, in Node's terms. */
  readonly paths: ReadonlyMap<string, string>;
}

export interface SurveyPlace {
  readonly toolsFolder: string;
  /** Folder for temporary files; needs space for two host binaries and more. */
  readonly folder: string;
  /** Bundle of the app that is built and started. */
  readonly bundlePath: string;
  /** SBOM of that app. */
  readonly sbomPath: string;
  /** Locales of both, as in the shipped artefacts. */
  readonly locales: Locales;
  /** How the workspace warms up its apps; also the environment in which their start is measured. */
  readonly warmUp: WarmUpOptions;
  /** Processor of this machine, in Node's terms. */
  readonly arch: string;
  /** Returns milliseconds of a monotonic clock. */
  readonly now: () => number;
}

const ROUND_COUNT = 15;

/**
 * Measures two releases: builds with each on itself, and starts the results alternately.
 *
 * @throws {Fault} if one of them does not fit the locked libraries, or the app does not run on it.
 */
export async function surveyNodes(
  candidates: readonly [Candidate, Candidate],
  place: SurveyPlace,
): Promise<readonly [NodeFacts, NodeFacts]> {
  const [before, after] = candidates;
  const built = [build(before, 'before', place), build(after, 'after', place)] as const;
  const times = await measureStarts(
    built.map(({ contender }) => contender),
    {
      roundCount: ROUND_COUNT,
      now: place.now,
      environment: place.warmUp.warmUpEnvironment ?? {},
    },
  );
  const [old, fresh] = built.map(({ contender, ...facts }) => ({
    ...facts,
    startMs: medianOf(times.get(contender) ?? []),
  })) as [NodeFacts, NodeFacts];
  return [old, fresh];
}

type NodeBuild = Omit<NodeFacts, 'startMs'> & { readonly contender: Contender };

function build({ release, paths }: Candidate, name: string, place: SurveyPlace): NodeBuild {
  const needs = PROCESSORS.map(
    ({ arch }) => [arch, readNeeds(pathFor(paths, arch), place.toolsFolder)] as const,
  );
  const binaryPath = join(place.folder, name, 'server');
  return {
    release,
    needs: Object.fromEntries(needs),
    measures: measure(pathFor(paths, place.arch), binaryPath, place),
    contender: { name: release, command: binaryPath, args: [] },
  };
}

/** Lets the release measure itself, in a separate process with an empty environment. */
function measure(nodePath: string, binaryPath: string, place: SurveyPlace): Measures {
  const command = `${binaryPath}.node`;
  mkdirSync(dirname(command), { recursive: true });
  writeWorkspaceNode(command, { nodePath, toolsFolder: place.toolsFolder });
  const script = join(import.meta.dirname, 'measure-node.ts');
  const { bundlePath, sbomPath, locales, warmUp } = place;
  const options = JSON.stringify({ ...warmUp, locales });
  const args = [script, nodePath, bundlePath, sbomPath, binaryPath, options];
  return JSON.parse(runPrograms([{ command, args }], {}).toString()) as Measures;
}

function pathFor(paths: Candidate['paths'], arch: string): string {
  const path = paths.get(arch);
  assert(path !== undefined, arch);
  return path;
}
