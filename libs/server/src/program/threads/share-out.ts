import type { SettingChanges } from '../../config/live-settings.ts';
import { serverSettings, type Settings } from '../../config/settings.ts';
import { defaultCacheBytes } from '../../files/default-cache-bytes.ts';

/** Settings that limit the process, with the least that a thread gets of each. */
const SHARED = {
  maxRequestsInFlight: 1,
  maxUpgrades: 1,
  maxStreams: 1,
  compressionMaxAnswers: 1,
  filesCacheBytes: 0,
  maxLogQueueRecords: 1,
} as const;
type SharedName = keyof typeof SHARED;

export interface Sharing {
  /** Number of threads. */
  readonly count: number;
  readonly memoryLimitBytes: number;
}

/** Returns the texts of the settings that limit the process, for one of its threads. */
export function shareTexts(
  settings: Pick<Settings, SharedName>,
  { count, memoryLimitBytes }: Sharing,
): Readonly<Record<SharedName, string>> {
  const { maxRequestsInFlight, maxUpgrades, maxStreams } = settings;
  const { compressionMaxAnswers, maxLogQueueRecords } = settings;
  const { filesCacheBytes = defaultCacheBytes(memoryLimitBytes) } = settings;
  return {
    maxRequestsInFlight: shareOf('maxRequestsInFlight', maxRequestsInFlight, count),
    maxUpgrades: shareOf('maxUpgrades', maxUpgrades, count),
    maxStreams: shareOf('maxStreams', maxStreams, count),
    compressionMaxAnswers: shareOf('compressionMaxAnswers', compressionMaxAnswers, count),
    filesCacheBytes: shareOf('filesCacheBytes', filesCacheBytes, count),
    maxLogQueueRecords: shareOf('maxLogQueueRecords', maxLogQueueRecords, count),
  };
}

/** Returns the same changes with the share of one thread in those that limit the process. */
export function shareChanges(changes: SettingChanges, count: number): SettingChanges {
  const shared: Record<string, string | null> = { ...changes };
  for (const name of Object.keys(SHARED) as SharedName[]) {
    const { env } = serverSettings[name];
    const text = changes[env];
    if (typeof text === 'string') shared[env] = shareOf(name, Number(text), count);
  }
  return shared;
}

function shareOf(name: SharedName, limit: number, count: number): string {
  return String(Math.max(SHARED[name], Math.floor(limit / count)));
}
