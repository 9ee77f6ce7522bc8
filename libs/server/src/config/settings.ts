import { filesSettings } from './declared/files.ts';
import { limitSettings } from './declared/limits.ts';
import { lifecycleSettings } from './declared/lifecycle.ts';
import { listenSettings } from './declared/listen.ts';
import { logSettings } from './declared/log.ts';
import { adminTokenSettings, planesSettings } from './declared/planes.ts';
import { proxySettings } from './declared/proxies.ts';
import { tlsSettings } from './declared/tls.ts';
import { traceSettings } from './declared/trace.ts';
import type { SettingGroup, ValuesOf } from './setting.ts';

/** Every setting of the server itself; an app adds its own. */
export const serverSettings = {
  ...listenSettings,
  ...filesSettings,
  ...logSettings,
  ...limitSettings,
  ...lifecycleSettings,
  ...planesSettings,
  ...adminTokenSettings,
  ...proxySettings,
  ...tlsSettings,
  ...traceSettings,
};

/** The same settings as help and documents order them. */
export const serverGroups: readonly SettingGroup[] = [
  { title: 'Listening', settings: listenSettings },
  { title: 'Operation', settings: { ...planesSettings, ...adminTokenSettings } },
  { title: 'Files', settings: filesSettings },
  { title: 'Log', settings: logSettings },
  { title: 'Tracing', settings: traceSettings },
  { title: 'TLS', settings: tlsSettings },
  { title: 'Proxies', settings: proxySettings },
  { title: 'Limits', settings: limitSettings },
  { title: 'Life cycle', settings: lifecycleSettings },
];

export type SettingName = keyof typeof serverSettings;
export type Settings = ValuesOf<typeof serverSettings>;
