import { filesSettings } from './declared/files.ts';
import { limitSettings } from './declared/limits.ts';
import { lifecycleSettings } from './declared/lifecycle.ts';
import { listenSettings } from './declared/listen.ts';
import { logSettings } from './declared/log.ts';
import type { ValuesOf } from './setting.ts';

/** Every setting of the server itself; an app adds its own. */
export const serverSettings = {
  ...listenSettings,
  ...filesSettings,
  ...logSettings,
  ...limitSettings,
  ...lifecycleSettings,
};

export type SettingName = keyof typeof serverSettings;
export type Settings = ValuesOf<typeof serverSettings>;
