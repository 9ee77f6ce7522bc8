/** A request that a client might send to the admin API, and the expected responses. */
export interface AttackRow {
  readonly name: string;
  /** Request line; by default a GET of an existing resource. */
  readonly line?: string;
  /** Values of Host; by default the right one. PORT stands for the port. */
  readonly hosts?: readonly string[];
  /** Values of Authorization; by default the write token. WRITE and READ stand for the tokens. */
  readonly authorizations?: readonly string[];
  /** Other header lines. */
  readonly headers?: readonly string[];
  readonly body?: string;
  /** Status over TCP, and over the unix socket; undefined if the connection closes without a response. */
  readonly expected: readonly [tcp: number | undefined, unix: number | undefined];
}

export const JSON_TYPE = 'Content-Type: application/json';
/** A change with a body and its Content-Length. */
export const withBody = (
  body: string,
  ...headers: string[]
): Pick<AttackRow, 'line' | 'headers' | 'body'> => ({
  line: 'POST /thing HTTP/1.1',
  headers: [...headers, `Content-Length: ${body.length}`],
  body,
});
