import { renderEnvironmentFile } from './render-environment-file.ts';
import { renderSettingsDoc } from './render-settings-doc.ts';
import { serverGroups } from './settings.ts';

/** The files that are rendered from the settings, by their paths in the workspace. */
export const derivedFiles = [
  { path: 'docs/settings.md', text: renderSettingsDoc(serverGroups) },
  {
    path: 'apps/server-vps/systemd/server-vps.env',
    text: renderEnvironmentFile(serverGroups),
  },
];
