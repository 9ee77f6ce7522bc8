import { isRecord } from '../host/configuration/shape.ts';

/** Parses an object of JSON from elsewhere; anything else counts as an empty one. */
export function parseObject(bytes: Uint8Array): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(Buffer.from(bytes).toString());
    return isRecord(value) ? value : {};
  } catch {
    return {};
  }
}
