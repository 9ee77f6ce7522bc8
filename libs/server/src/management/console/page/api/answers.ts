import type { SettingState } from '../../../../config/live-settings.ts';
import type { LoggerState } from '../../../../telemetry/log/loggers.ts';
import type { AuditEvent } from '../../../admin/audit.ts';
import type { describeExchange } from '../../../admin/describe-exchange.ts';
import type { ConnectionRow, RequestRow } from '../../../admin/operations/traffic.ts';
import type { ThreadDump } from '../../../diagnostics/thread-dump.ts';

/** Shapes of the answers of the admin API, from its own types where it exports them. */
export type { AuditEvent, ConnectionRow, LoggerState, RequestRow, SettingState, ThreadDump };

/** `GET /console/self`: what the caller may do. */
export interface Self {
  readonly program: { readonly name: string; readonly version: string };
  readonly role: 'read' | 'write';
  readonly switches: readonly string[];
  /** Number of serving threads. */
  readonly threads: number;
}

export interface Info {
  readonly build: {
    readonly name: string;
    readonly version: string;
    readonly revision?: string;
    /** RFC 3339. */
    readonly created?: string;
  };
  readonly runtime: { readonly node: string; readonly nodeAgeDays?: number };
  readonly process: { readonly pid: number; readonly uptimeSeconds: number };
  readonly limits: { readonly nofile: unknown; readonly memory: number | null };
}

export type Status = 'pass' | 'warn' | 'fail';

export interface Health {
  readonly status: Status;
  readonly phase: string;
  readonly heartbeatAgeMs: number;
  readonly checks: Readonly<Record<string, readonly HealthCheck[]>>;
  /** Undefined if the main thread serves. */
  readonly threads?: readonly ThreadHealth[];
}

export interface HealthCheck {
  readonly status: Status;
  /** Why it does not pass. */
  readonly output?: string;
}

export interface ThreadHealth {
  readonly thread: number;
  readonly state: string;
  readonly answering: boolean;
  readonly heartbeatAgeMs: number | null;
  readonly replacements: number;
}

export type Exchange = ReturnType<typeof describeExchange> & {
  readonly route?: string;
};

export type Threaded<Row> = Row & { readonly thread?: number };

/** What each answer with rows of several threads may have beside them. */
export interface Missing {
  readonly unansweredThreads?: readonly (number | string)[];
}

export interface Exchanges extends Missing {
  readonly exchanges: readonly Exchange[];
}

export interface Requests extends Missing {
  readonly requests: readonly Threaded<RequestRow>[];
}

export interface Connections extends Missing {
  readonly states: Readonly<Record<ConnectionRow['state'], number>>;
  readonly connections: readonly Threaded<ConnectionRow>[];
}

export interface LoggerList {
  readonly levels: readonly string[];
  readonly loggers: Readonly<Record<string, LoggerState>>;
}

export type Settings = Readonly<Record<string, SettingState>>;
