import { oneOf, ratio } from '../kinds.ts';
import { declare } from '../setting.ts';

/** Levels of a logger, the most silent first. */
export const LEVELS = ['off', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Least severe lines that a logger writes; `off` writes none. */
export type Level = (typeof LEVELS)[number];

/** Prefixes of a log line. */
export const LOG_PREFIXES = ['none', 'syslog'] as const;
export type LogPrefix = (typeof LOG_PREFIXES)[number];

/** Settings of the log. */
export const logSettings = {
  logLevel: declare<Level>({
    env: 'LOG_LEVEL',
    kind: oneOf(LEVELS),
    default: 'info',
    doc: 'Least severe log lines to write.',
    isMutable: true,
  }),
  logPrefix: declare({
    env: 'LOG_PREFIX',
    kind: oneOf(LOG_PREFIXES),
    default: 'none',
    doc: 'What stands before each line: none, or with syslog its priority such as <3>, for journald to file it under.',
  }),
  accessLogRatio: declare({
    env: 'ACCESS_LOG_RATIO',
    kind: ratio,
    default: 1,
    doc: 'Share of the requests that are logged; those answered with 500 or more always are.',
  }),
};
