import { oneOf, ratio } from '../kinds.ts';
import { declare } from '../setting.ts';

/** Levels of a logger, the quietest first. */
export const LEVELS = ['off', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

/** Least severe level that a logger writes; `off` writes nothing. */
export type Level = (typeof LEVELS)[number];

/** Formats of a log line. */
const LOG_FORMATS = ['auto', 'json', 'text'] as const;
export type LogFormat = (typeof LOG_FORMATS)[number];

/** Prefixes of a log line. */
export const LOG_PREFIXES = ['none', 'syslog'] as const;
export type LogPrefix = (typeof LOG_PREFIXES)[number];

/** Settings of the log. */
export const logSettings = {
  logLevel: declare<Level>({
    env: 'LOG_LEVEL',
    kind: oneOf(LEVELS),
    default: 'info',
    doc: 'Least severe level to log.',
    isMutable: true,
  }),
  logFormat: declare<LogFormat>({
    env: 'LOG_FORMAT',
    kind: oneOf(LOG_FORMATS),
    default: 'auto',
    doc: 'Format of each line on stdout: json, or text for people, in colours if stdout is a terminal and NO_COLOR is not set; auto is text on a terminal and json elsewhere.',
  }),
  logPrefix: declare({
    env: 'LOG_PREFIX',
    kind: oneOf(LOG_PREFIXES),
    default: 'none',
    doc: 'Prefix of each line: none, or syslog for its priority such as <3>, which journald reads.',
  }),
  accessLogRatio: declare({
    env: 'ACCESS_LOG_RATIO',
    kind: ratio,
    default: 1,
    doc: 'Share of requests to log; requests answered with 500 or above are always logged.',
  }),
};
