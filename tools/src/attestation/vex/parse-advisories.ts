import { existsSync, readFileSync } from 'node:fs';
import { Fault } from '../../host/faults/fault.ts';
import { isAssessment, type Assessment } from './assessment.ts';
import { compareNodeReleases, isNodeRelease } from '../../node/pin/node-release.ts';

/** Severities of Node's security releases, the highest first. */
const SEVERITIES = ['Critical', 'High', 'Medium', 'Low'] as const;

/** A vulnerability of Node, as its security releases describe it. */
export interface Advisory {
  /** CVE, or the day of the security release if it has none: `2026-11-11`, `2026-11-11.2`. */
  readonly id: string;
  /** First release of the pinned line that has the fix. */
  readonly fixedIn: string;
  readonly severity: (typeof SEVERITIES)[number];
  readonly summary: string;
  /** For releases without the fix. */
  readonly assessment?: Assessment;
}

/** @throws {Fault} `FILE_MISSING`, `NODE_ADVISORIES`. */
export function readAdvisories(path: string): readonly Advisory[] {
  if (!existsSync(path))
    throw new Fault('FILE_MISSING', { path, remedy: 'restore it from the repository' });
  return parseAdvisories(readFileSync(path, 'utf8'), path);
}

/**
 * Parses the list that maintainers keep.
 *
 * @param path For messages.
 * @throws {Fault} `NODE_ADVISORIES` with the first entry that is wrong.
 */
export function parseAdvisories(text: string, path: string): readonly Advisory[] {
  const refuse = (cause: string) => new Fault('NODE_ADVISORIES', { path, cause });
  const entries = parseJson(text, refuse);
  if (!Array.isArray(entries)) throw refuse('it is not a list');
  const advisories = entries.map((entry: unknown, index) => {
    if (isAdvisory(entry)) return entry;
    throw refuse(`entry ${index + 1} is ${JSON.stringify(entry)}`);
  });
  const ids = advisories.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw refuse(`"${twice}" is there twice`);
  return advisories;
}

/** Lists the advisories that a release does not fix, the most severe first, else in their order. */
export function findOpen(advisories: readonly Advisory[], release: string): readonly Advisory[] {
  return advisories
    .filter(({ fixedIn }) => compareNodeReleases(release, fixedIn) < 0)
    .toSorted((a, b) => SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity));
}

function parseJson(text: string, refuse: (cause: string) => Error): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : 'it is not JSON');
  }
}

function isAdvisory(entry: unknown): entry is Advisory {
  const { id, fixedIn, severity, summary, assessment } = (entry ?? {}) as Partial<
    Record<keyof Advisory, unknown>
  >;
  return (
    typeof id === 'string' &&
    /^(CVE-\d{4}-\d{4,}|\d{4}-\d\d-\d\d(\.\d+)?)$/.test(id) &&
    typeof fixedIn === 'string' &&
    isNodeRelease(fixedIn) &&
    SEVERITIES.some((known) => known === severity) &&
    typeof summary === 'string' &&
    summary !== '' &&
    (assessment === undefined || isAssessment(assessment))
  );
}
