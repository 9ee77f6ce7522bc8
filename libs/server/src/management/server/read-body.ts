import type { IncomingMessage } from 'node:http';
import { parseJson, type JsonValue } from './json.ts';
import { OperationError } from '../bridge/operation-error.ts';

const MAX_BYTES = 65_536;
const TYPES = ['application/json', 'application/merge-patch+json'];

/**
 * Reads the JSON body of a request to a management listener; undefined without a body.
 *
 * @param onlyType The only media type accepted; by default JSON and merge patches.
 * @throws {OperationError} 400, 413 or 415.
 */
export async function readBody(
  request: IncomingMessage,
  onlyType?: string,
): Promise<JsonValue | undefined> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_BYTES)
      throw new OperationError(413, `Expected a body of at most ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  if (sizeBytes === 0) return undefined;
  const [type = ''] = (request.headers['content-type'] ?? '').split(';', 1);
  const types = onlyType === undefined ? TYPES : [onlyType];
  if (!types.includes(type.trim().toLowerCase()))
    throw new OperationError(415, `Expected a body of ${types.join(' or ')}`);
  const value = parseJson(Buffer.concat(chunks).toString());
  if (value === undefined)
    throw new OperationError(
      400,
      'Expected JSON nested at most 16 deep, without the names __proto__, constructor and prototype',
    );
  return value;
}
