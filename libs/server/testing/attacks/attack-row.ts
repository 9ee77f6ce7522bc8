/** One request that somebody might send to administration, and what has to come back. */
export interface AttackRow {
  readonly name: string;
  /** Request line; without it a plain look at something there is. */
  readonly line?: string;
  /** Values of Host; without it the right one. PORT stands for the port. */
  readonly hosts?: readonly string[];
  /** Values of Authorization; without it the token that may change things. WRITE and READ stand for the tokens. */
  readonly authorizations?: readonly string[];
  /** Other header lines. */
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Status over TCP, and over the unix socket; none where the connection ends without an answer. */
  readonly expected: readonly [tcp: number | undefined, unix: number | undefined];
}

export const JSON_TYPE = 'Content-Type: application/json';
/** A change with a body of a length that is said. */
export const withBody = (
  body: string,
  ...headers: string[]
): Pick<AttackRow, 'line' | 'headers' | 'body'> => ({
  line: 'POST /thing HTTP/1.1',
  headers: [...headers, `Content-Length: ${body.length}`],
  body,
});
