/** A stream of bytes sent to the server, and the expected responses. */
export interface Row {
  readonly name: string;
  /** One character per byte. */
  readonly bytes: string;
  /** Statuses of all responses, in order; none if the connection closes without one. */
  readonly expected: readonly number[];
  /** The sentence that requires it, or `policy` for a rule of this server. */
  readonly source: string;
  /** Why the server deviates from the source; `expected` is what it does. */
  readonly justified?: string;
}

/** Renders a head with Host and Connection: close, then a body. */
export function message(line: string, headers: readonly string[] = [], body = ''): string {
  const lines = [line, 'Host: a', 'Connection: close', ...headers, '', body];
  return lines.join('\r\n');
}

/** Renders a head unchanged. */
export function head(...lines: string[]): string {
  return [...lines, '', ''].join('\r\n');
}
