/** One stream of bytes sent to the server, and what has to come back. */
export interface Row {
  readonly name: string;
  /** One character per byte. */
  readonly bytes: string;
  /** Statuses of all answers, in order; none where the connection is closed without one. */
  readonly expected: readonly number[];
  /** The sentence that asks for it, or `policy` and ours. */
  readonly source: string;
  /** Why the server does otherwise than the source asks; `expected` says what it does. */
  readonly justified?: string;
}

/** A head with a Host and an end of the connection, then a body. */
export function message(line: string, headers: readonly string[] = [], body = ''): string {
  const lines = [line, 'Host: a', 'Connection: close', ...headers, '', body];
  return lines.join('\r\n');
}

/** A head as it is given. */
export function head(...lines: string[]): string {
  return [...lines, '', ''].join('\r\n');
}
