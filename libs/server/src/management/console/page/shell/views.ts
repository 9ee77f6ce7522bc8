import type { ComponentType } from 'preact';
import { AuditView } from '../audit/audit-view.tsx';
import { ConnectionsView } from '../connections/connections-view.tsx';
import { CpuView } from '../cpu/cpu-view.tsx';
import { HealthView } from '../health/health-view.tsx';
import { HeapView } from '../heap/heap-view.tsx';
import { LoggersView } from '../loggers/loggers-view.tsx';
import { LogsView } from '../logs/logs-view.tsx';
import { OverviewView } from '../overview/overview-view.tsx';
import { RequestsView } from '../requests/requests-view.tsx';
import { SettingsView } from '../settings/settings-view.tsx';
import { ThreadsView } from '../threads/threads-view.tsx';

export interface View {
  /** Its part of the address. */
  readonly id: string;
  readonly title: string;
  readonly View: ComponentType<{ readonly query: URLSearchParams }>;
}

/** The views in the order of the navigation. */
export const VIEWS: readonly View[] = [
  { id: 'overview', title: 'Overview', View: OverviewView },
  { id: 'requests', title: 'Requests', View: RequestsView },
  { id: 'connections', title: 'Connections', View: ConnectionsView },
  { id: 'logs', title: 'Logs', View: LogsView },
  { id: 'loggers', title: 'Loggers', View: LoggersView },
  { id: 'settings', title: 'Settings', View: SettingsView },
  { id: 'threads', title: 'Threads', View: ThreadsView },
  { id: 'cpu', title: 'CPU', View: CpuView },
  { id: 'heap', title: 'Heap', View: HeapView },
  { id: 'audit', title: 'Audit', View: AuditView },
  { id: 'health', title: 'Health', View: HealthView },
];
