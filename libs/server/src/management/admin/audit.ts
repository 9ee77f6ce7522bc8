import type { JsonValue } from '../server/json.ts';
import { escapeControls } from '../../telemetry/log/json-text.ts';
import type { Role } from './caller.ts';

const MAX_EVENTS = 200;

/** A call that changed something or was denied. */
export interface AuditEvent {
  /** RFC 3339. */
  readonly time: string;
  /** As in `Caller`; null for a client that was not authenticated. */
  readonly actor: string | null;
  readonly role: Role | null;
  readonly method: string;
  /** Path without the query, which may contain secrets. */
  readonly path: string;
  readonly status: number;
  readonly before?: JsonValue;
  readonly after?: JsonValue;
}

export interface Audit {
  readonly record: (event: Omit<AuditEvent, 'time'>) => void;
  /** Returns the last 200 events, newest last. */
  readonly events: () => readonly AuditEvent[];
}

export interface AuditOptions {
  readonly now: () => Date;
  /** Writes a finished log line, newline included. */
  readonly write: (line: string) => void;
}

/** Creates the audit log of changes and denied calls; no log level suppresses its lines. */
export function createAudit({ now, write }: AuditOptions): Audit {
  const events: AuditEvent[] = [];
  return {
    record: (facts) => {
      const time = now().toISOString();
      const event = { time, ...facts };
      events.push(event);
      if (events.length > MAX_EVENTS) events.shift();
      const line = { level: 'info', time, logger: 'audit', ...facts, msg: 'admin call' };
      write(`${escapeControls(JSON.stringify(line))}\n`);
    },
    events: () => [...events],
  };
}
