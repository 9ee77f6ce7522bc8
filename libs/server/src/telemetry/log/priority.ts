import { SEVERITY } from './log-taps.ts';

/** Priorities of syslog(3), as sd-daemon(3) writes them before a line, by pino's severity. */
const PRIORITIES: Readonly<Record<number, string>> = {
  [SEVERITY.fatal]: '<2>',
  [SEVERITY.error]: '<3>',
  [SEVERITY.warn]: '<4>',
  [SEVERITY.info]: '<6>',
  [SEVERITY.debug]: '<7>',
  [SEVERITY.trace]: '<7>',
};

/** Prefixes a line with its priority, which journald stores and removes from the line. */
export function withPriority(line: string, severity: number): string {
  return `${PRIORITIES[severity] ?? ''}${line}`;
}
