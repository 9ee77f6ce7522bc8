import { once } from 'node:events';
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';

export interface CodedAnswer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  /** Bytes as they were sent, without the framing of chunks. */
  readonly bytes: Buffer;
  /** The same without their content coding, as text. */
  readonly text: string;
}

const DECODERS: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  br: (bytes) => brotliDecompressSync(bytes),
  zstd: (bytes) => zstdDecompressSync(bytes),
  gzip: (bytes) => gunzipSync(bytes),
};

/** Asks for a path with these header fields alone, and decodes the answer: fetch would hide what was sent. */
export async function askCoded(
  port: number,
  path: string,
  { method = 'GET', ...headers }: Record<string, string> = {},
): Promise<CodedAnswer> {
  const asked = request({ port, path, method, headers, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  const bytes = await buffer(response);
  const decode = DECODERS[response.headers['content-encoding'] ?? ''];
  const isCoded = decode !== undefined && bytes.length > 0;
  return {
    status: response.statusCode,
    headers: response.headers,
    bytes,
    text: (isCoded ? decode(bytes) : bytes).toString(),
  };
}
