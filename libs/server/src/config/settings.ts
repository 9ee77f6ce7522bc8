import { filesSettings } from './declared/files.ts';
import { limitSettings } from './declared/limits.ts';
import { lifecycleSettings } from './declared/lifecycle.ts';
import { listenSettings } from './declared/listen.ts';
import { logSettings } from './declared/log.ts';
import { adminTokenSettings, managementSettings } from './declared/management.ts';
import { proxySettings } from './declared/proxies.ts';
import { tlsSettings } from './declared/tls.ts';
import { traceSettings } from './declared/trace.ts';
import type { SettingDeclarations, SettingGroup, ValuesOf } from './setting.ts';

/** Every setting of the server itself; an app adds its own. */
export const serverSettings = {
  ...listenSettings,
  ...filesSettings,
  ...logSettings,
  ...limitSettings,
  ...lifecycleSettings,
  ...managementSettings,
  ...adminTokenSettings,
  ...proxySettings,
  ...tlsSettings,
  ...traceSettings,
};

/** The same settings as help and documents order them. */
export const serverGroups: readonly SettingGroup[] = [
  { title: 'Listening', settings: listenSettings },
  { title: 'Operation', settings: { ...managementSettings, ...adminTokenSettings } },
  { title: 'Files', settings: filesSettings },
  { title: 'Log', settings: logSettings },
  { title: 'Tracing', settings: traceSettings },
  { title: 'TLS', settings: tlsSettings },
  { title: 'Proxies', settings: proxySettings },
  { title: 'Limits', settings: limitSettings },
  { title: 'Life cycle', settings: lifecycleSettings },
];

/** How the settings of a program are declared: the server's, and those of the app by other names. */
export type ServerDeclarations = typeof serverSettings & SettingDeclarations;

export type SettingName = keyof typeof serverSettings;
export type Settings = ValuesOf<typeof serverSettings>;
