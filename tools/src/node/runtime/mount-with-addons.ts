/**
 * The script of `mount-embedded.ts` for an executable whose app has native addons. All else is done at the first
 * access to a file of the app, which comes before each addon: addons that are not used cost no start.
 */
import { getAsset, getRawAsset } from 'node:sea';
import { adoptAddons } from './adopt-addons.ts';
import { fillMemoryFile } from './fill-memory-files.ts';
import { hideHostLibc } from './hide-host-libc.ts';
import { ASSETS } from './layout.ts';
import { mountFiles } from './mount-files.ts';
import type { PlannedAddon } from './planned-addon.ts';

declare const mounted: { root: string; readonly workingFolder?: string | undefined };

const root = mountFiles(() => {
  hideHostLibc();
  return new Uint8Array(getRawAsset(ASSETS.files));
}, mounted.workingFolder);
mounted.root = root;
adoptAddons({
  root,
  list: () => JSON.parse(getAsset(ASSETS.addons, 'utf8')) as readonly PlannedAddon[],
  locate: (object) => fillMemoryFile(root, object),
});
