/** A response, framed as in RFC 9112. */
export interface ParsedAnswer {
  readonly status: number;
  /** Values by name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

const STATUS_LINE = /^HTTP\/1\.1 ([1-5][0-9]{2}) [\t\x20-\x7e]*$/;
const FIELD_LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+): ([\x21-\x7e](?:[\t\x20-\x7e]*[\x21-\x7e])?|)$/;

/**
 * Parses all responses of a connection strictly.
 *
 * @param methods Methods of the requests in order: an answer to HEAD has no body.
 * @throws {SyntaxError} if a byte is superfluous, missing or out of place.
 */
export function parseAnswers(bytes: string, methods: readonly string[] = []): ParsedAnswer[] {
  const answers: ParsedAnswer[] = [];
  let rest = bytes;
  let finalCount = 0;
  while (rest !== '') {
    const { end, ...answer } = parseOne(rest, methods[finalCount]);
    answers.push(answer);
    if (answer.status >= 200) finalCount += 1;
    rest = rest.slice(end);
  }
  return answers;
}

function parseOne(bytes: string, method: string | undefined): ParsedAnswer & { end: number } {
  const headEnd = bytes.indexOf('\r\n\r\n');
  if (headEnd < 0) throw new SyntaxError(`A head without end: ${JSON.stringify(bytes)}`);
  const [line = '', ...fields] = bytes.slice(0, headEnd).split('\r\n');
  const status = Number(STATUS_LINE.exec(line)?.[1]);
  if (Number.isNaN(status)) throw new SyntaxError(`No status line: ${JSON.stringify(line)}`);
  const headers = parseFields(fields);
  const start = headEnd + 4;
  const length = bodyLength({ status, headers, method }, bytes.slice(start));
  if (start + length > bytes.length) throw new SyntaxError(`A body cut short after ${line}`);
  const end = start + length;
  return { status, headers, body: bytes.slice(start, end), end };
}

function parseFields(fields: readonly string[]): Map<string, string> {
  const headers = new Map<string, string>();
  for (const field of fields) {
    const [, name = '', value = ''] = FIELD_LINE.exec(field) ?? [];
    if (name === '') throw new SyntaxError(`No field line: ${JSON.stringify(field)}`);
    if (headers.has(name.toLowerCase())) throw new SyntaxError(`A field twice: ${name}`);
    headers.set(name.toLowerCase(), value);
  }
  return headers;
}

interface Framing {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
  readonly method: string | undefined;
}

/** RFC 9112, 6.3; a response that ends with the connection is rejected, because it may be truncated. */
function bodyLength({ status, headers, method }: Framing, rest: string): number {
  const length = headers.get('content-length');
  const isChunked = headers.get('transfer-encoding') === 'chunked';
  if (status < 200 || status === 204) {
    if (length !== undefined || isChunked) throw new SyntaxError(`A ${status} with a length`);
    return 0;
  }
  if (status === 304 || method === 'HEAD') return 0;
  if (isChunked && length === undefined) return chunkedLength(rest);
  if (!/^[0-9]+$/.test(length ?? '') || isChunked) throw new SyntaxError('No one length');
  return Number(length);
}

function chunkedLength(rest: string): number {
  let at = 0;
  for (;;) {
    const size = /^([0-9a-f]+)\r\n/i.exec(rest.slice(at, at + 18));
    if (size === null) throw new SyntaxError('No chunk size');
    const byteCount = Number.parseInt(size[1] ?? '', 16);
    at += size[0].length + byteCount;
    if (rest.slice(at, at + 2) !== '\r\n') throw new SyntaxError('No end of a chunk');
    at += 2;
    if (byteCount === 0) return at;
  }
}
