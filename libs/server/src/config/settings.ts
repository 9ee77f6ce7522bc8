import { compressionSettings } from './declared/compression.ts';
import { filesSettings } from './declared/files.ts';
import { limitSettings } from './declared/limits.ts';
import { lifecycleSettings } from './declared/lifecycle.ts';
import { listenSettings } from './declared/listen.ts';
import { logExportSettings } from './declared/log-export.ts';
import { logSettings } from './declared/log.ts';
import { adminTokenSettings, managementSettings } from './declared/management.ts';
import { metricExportSettings } from './declared/metric-export.ts';
import { proxySettings } from './declared/proxies.ts';
import { tlsSettings } from './declared/tls.ts';
import { traceSettings } from './declared/trace.ts';
import type { SettingDeclarations, SettingGroup, ValuesOf } from './setting.ts';

/**
 * Every setting of the server; an app adds its own. The order is that of the rooms that use them, except
 * that the listener comes first: it is what most people look for.
 */
export const serverSettings = {
  ...listenSettings,
  ...tlsSettings,
  ...logSettings,
  ...traceSettings,
  ...metricExportSettings,
  ...logExportSettings,
  ...proxySettings,
  ...limitSettings,
  ...compressionSettings,
  ...filesSettings,
  ...lifecycleSettings,
  ...managementSettings,
  ...adminTokenSettings,
};

/** The same settings in the groups of the help text and the documents, in the same order. */
export const serverGroups: readonly SettingGroup[] = [
  { title: 'Listener', settings: listenSettings },
  { title: 'TLS', settings: tlsSettings },
  { title: 'Log', settings: logSettings },
  { title: 'Tracing', settings: traceSettings },
  { title: 'Export of metrics', settings: metricExportSettings },
  { title: 'Export of the log', settings: logExportSettings },
  { title: 'Reverse proxies', settings: proxySettings },
  { title: 'Limits', settings: limitSettings },
  { title: 'Compression', settings: compressionSettings },
  { title: 'Files', settings: filesSettings },
  { title: 'Shutdown', settings: lifecycleSettings },
  { title: 'Management', settings: { ...managementSettings, ...adminTokenSettings } },
];

/** Declarations of a program's settings: the server's, and the app's under other names. */
export type ServerDeclarations = typeof serverSettings & SettingDeclarations;

export type SettingName = keyof typeof serverSettings;
export type Settings = ValuesOf<typeof serverSettings>;
