import { useState } from 'preact/hooks';
import type { Settings } from '../api/answers.ts';
import { call } from '../api/client.ts';
import { problemOf, type ApiProblem } from '../api/problem.ts';
import { findConflicts, type Conflict, type Edits, type SettingsVersion } from './edits.ts';

const CHANGED_SINCE = 412;

/** Fetches the settings with the tag of their state. */
export async function loadSettings(signal?: AbortSignal): Promise<SettingsVersion> {
  return readVersion(await call('settings', signal === undefined ? {} : { signal }));
}

async function readVersion(answer: Response): Promise<SettingsVersion> {
  const settings = (await answer.json()) as Settings;
  return { settings, etag: answer.headers.get('ETag') ?? '*' };
}

/** Edits that are not applied yet, and what became of the attempt to apply them. */
export interface Changes {
  readonly edits: Edits;
  readonly setEdits: (edits: Edits) => void;
  /** The version after a conflict, on which the edits are based then. */
  readonly base: SettingsVersion | undefined;
  readonly conflicts: readonly Conflict[];
  readonly problem: ApiProblem | undefined;
  /** Applies all edits or none; returns whether it did. */
  readonly apply: (version: SettingsVersion, ttl: string) => Promise<boolean>;
  readonly discard: () => void;
}

interface Attempt {
  readonly base?: SettingsVersion;
  readonly conflicts: readonly Conflict[];
  readonly problem?: ApiProblem;
}

const NO_ATTEMPT: Attempt = { conflicts: [] };

export function useChanges(): Changes {
  const [edits, setEdits] = useState<Edits>(new Map());
  const [attempt, setAttempt] = useState<Attempt>(NO_ATTEMPT);
  const discard = (): void => {
    setEdits(new Map());
    setAttempt(NO_ATTEMPT);
  };
  const apply = async (version: SettingsVersion, ttl: string): Promise<boolean> => {
    try {
      await patchSettings(version, edits, ttl);
    } catch (error) {
      setAttempt(await judgeFailure(problemOf(error), version, edits));
      return false;
    }
    discard();
    return true;
  };
  const { base, conflicts, problem } = attempt;
  return { edits, setEdits, base, conflicts, problem, apply, discard };
}

async function patchSettings({ etag }: SettingsVersion, edits: Edits, ttl: string): Promise<void> {
  await call(`settings?ttl=${ttl}`, {
    method: 'PATCH',
    headers: { 'Content-Type': 'application/merge-patch+json', 'If-Match': etag },
    body: Object.fromEntries(edits),
  });
}

/** After a conflict, fetches the current version, so that the edits can be applied to it. */
async function judgeFailure(
  problem: ApiProblem,
  version: SettingsVersion,
  edits: Edits,
): Promise<Attempt> {
  if (problem.status !== CHANGED_SINCE) return { base: version, conflicts: [], problem };
  const base = await loadSettings();
  const conflicts = findConflicts(version, base, edits);
  return conflicts.length > 0 ? { base, conflicts } : { base, conflicts, problem };
}
