import { STATUS_CODES } from 'node:http';

/** The last answer of a connection on which there is no request to answer. */
export interface RenderRefusalInput {
  readonly status: number;
  readonly time: Date;
  /** A sentence; default: the reason phrase. */
  readonly text?: string;
  /** Further header lines. */
  readonly headers?: readonly string[];
}

/** Renders an answer as text: there is no request whose Accept could be negotiated. */
export function renderRefusal({ status, time, ...given }: RenderRefusalInput): string {
  const title = STATUS_CODES[status] ?? '';
  const { text = title, headers = [] } = given;
  return [
    `HTTP/1.1 ${status} ${title}`,
    `Date: ${time.toUTCString()}`,
    'Connection: close',
    'Content-Type: text/plain; charset=utf-8',
    `Content-Length: ${text.length + 1}`,
    'X-Content-Type-Options: nosniff',
    ...headers,
    '',
    `${text}\n`,
  ].join('\r\n');
}
