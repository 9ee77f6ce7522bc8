/** A line of the log. */
export interface LogLine {
  /** As it was written, without the newline. */
  readonly text: string;
  /** RFC 3339; empty if the line has none. */
  readonly time: string;
  readonly level: string;
  readonly logger: string;
  readonly message: string;
  readonly requestId: string | undefined;
  /** Stack of the logged error; it begins with its message. */
  readonly stack: string | undefined;
  /** All other fields. */
  readonly fields: Fields;
}

/** Parses a line of JSON; anything else becomes the message of a line without fields. */
export function parseLogLine(text: string): LogLine {
  const { time, level, logger, msg, requestId, ...others } = parseObject(text);
  const { stack, fields } = takeStack(others);
  return {
    text,
    time: textOf(time),
    level: textOf(level),
    logger: textOf(logger),
    message: messageOf(text, msg, fields),
    requestId: requestId === undefined ? undefined : textOf(requestId),
    stack,
    fields,
  };
}

type Fields = Readonly<Record<string, unknown>>;

/** Takes the error out of the fields if it has a stack, which is shown in lines of its own. */
function takeStack({ err, ...others }: Fields): {
  readonly stack: string | undefined;
  readonly fields: Fields;
} {
  const { stack } = { ...(err as { readonly stack?: unknown } | undefined) };
  if (typeof stack === 'string') return { stack, fields: others };
  return { stack: undefined, fields: err === undefined ? others : { ...others, err } };
}

function parseObject(text: string): Fields {
  const start = text.indexOf('{'); // a syslog prefix may stand before it
  try {
    const value: unknown = JSON.parse(text.slice(Math.max(0, start)));
    return typeof value === 'object' && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

/** A stream says how many lines it has lost in a line of its own, `{"dropped":3}`. */
function messageOf(text: string, msg: unknown, fields: Fields): string {
  if (msg !== undefined) return textOf(msg);
  const { dropped } = fields;
  return typeof dropped === 'number' ? `${dropped} lines were dropped, too many to send` : text;
}

function textOf(value: unknown): string {
  if (value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** Renders the value of a field: texts with a space or a control character in quotes. */
export function renderField(value: unknown): string {
  if (typeof value === 'string' && /^[^\s"\p{C}]+$/u.test(value)) return value;
  return JSON.stringify(value);
}

/** Levels, the most severe first. */
export const LINE_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace'] as const;

export interface LogFilter {
  /** Least severe level. */
  readonly level: string;
  /** Empty for all; a name also selects those below it, `db` as well as `db.pool`. */
  readonly logger: string;
  /** In any case; empty for all. */
  readonly text: string;
  readonly requestId: string;
}

/** Returns the function that says whether a line passes a filter. */
export function createLogFilter(filter: LogFilter): (line: LogLine) => boolean {
  const { logger, requestId } = filter;
  const text = filter.text.toLowerCase();
  const least = LINE_LEVELS.findIndex((level) => level === filter.level);
  return (line) => {
    const severity = LINE_LEVELS.findIndex((level) => level === line.level);
    return (
      severity <= least &&
      (logger === '' || line.logger === logger || line.logger.startsWith(`${logger}.`)) &&
      (requestId === '' || line.requestId === requestId) &&
      (text === '' || line.text.toLowerCase().includes(text))
    );
  };
}
