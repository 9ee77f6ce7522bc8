import { SEVERITY } from './log-taps.ts';

/** Priorities of syslog(3) as sd-daemon(3) has them before a line, by pino's severities. */
const PRIORITIES: Readonly<Record<number, string>> = {
  [SEVERITY.fatal]: '<2>',
  [SEVERITY.error]: '<3>',
  [SEVERITY.warn]: '<4>',
  [SEVERITY.info]: '<6>',
  [SEVERITY.debug]: '<7>',
  [SEVERITY.trace]: '<7>',
};

/** Puts the priority before a line, so that journald files it under that and takes the prefix off. */
export function withPriority(line: string, severity: number): string {
  return `${PRIORITIES[severity] ?? ''}${line}`;
}
