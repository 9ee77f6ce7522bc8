import type { AuditEvent } from '../api/answers.ts';

/** Path of a logger in the API. */
export function pathOfLogger(name: string): string {
  return `loggers/${encodeURIComponent(name)}`;
}

/** Returns the latest call that changed a logger; undefined if none is kept. */
export function findChange(events: readonly AuditEvent[], name: string): AuditEvent | undefined {
  const path = `/${pathOfLogger(name)}`;
  return events.findLast((event) => samePath(event.path, path) && event.status < 300);
}

/** Compares paths that may be encoded in different ways. */
function samePath(left: string, right: string): boolean {
  return decode(left) === decode(right);
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
