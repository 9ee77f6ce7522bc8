import { elementsOf } from './elements-of.ts';
import type { Kind } from './kind.ts';

export type KeyValues = Readonly<Record<string, string>>;

/** A key is a token of RFC 9110, section 5.6.2; a value may contain spaces, which other SDKs accept too. */
const PAIR = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+)[ \t]*=[ \t]*(.*)$/su;

/**
 * Format of `OTEL_RESOURCE_ATTRIBUTES` and `OTEL_EXPORTER_OTLP_HEADERS`: W3C Baggage without
 * properties, as the OpenTelemetry specification defines it.
 */
export const keyValues: Kind<KeyValues> = {
  expectation: 'comma-separated key=value pairs, with %2C for a comma in a value',
  parse: (text) => {
    const pairs = elementsOf(text).map(parsePair);
    return pairs.includes(undefined) ? undefined : Object.fromEntries(pairs as [string, string][]);
  },
};

function parsePair(text: string): [string, string] | undefined {
  const [, key, value] = PAIR.exec(text) ?? [];
  if (key === undefined || value === undefined) return undefined;
  const decoded = decode(value);
  return decoded === undefined ? undefined : [key, decoded];
}

/** Rejects control characters even if encoded: the value of a header field must not begin another field. */
function decode(value: string): string | undefined {
  try {
    const decoded = decodeURIComponent(value);
    return /\p{Cc}/u.test(decoded) ? undefined : decoded;
  } catch {
    return undefined; // a % that encodes nothing: decodeURIComponent throws for no other reason
  }
}
