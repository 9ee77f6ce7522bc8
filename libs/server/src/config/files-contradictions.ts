import { filesSettings } from './declared/files.ts';
import type { Settings } from './settings.ts';

/** Settings of how files are served, which have no effect without any. */
const KEYS = [
  'filesCleanUrls',
  'filesFallback',
  'filesNotFound',
  'filesImmutable',
  'filesRules',
  'filesCompression',
] as const;

type FilesSettings = Pick<Settings, (typeof KEYS)[number] | 'filesRoot' | 'filesRoots'>;

/** Returns a sentence for each setting of the file server that is set while no directory is served. */
export function filesContradictionsOf(settings: FilesSettings): string[] {
  if (settings.filesRoot !== undefined || settings.filesRoots.length > 0) return [];
  const set = KEYS.filter((key) => settings[key] !== filesSettings[key].default);
  return set.map((key) => {
    const { env } = filesSettings[key];
    const value = JSON.stringify(settings[key]);
    return `Cannot apply ${env}=${value}: no files are served; set FILES_ROOT or FILES_ROOTS, or unset ${env}`;
  });
}
