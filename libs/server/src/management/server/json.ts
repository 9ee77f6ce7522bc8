export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

const MAX_DEPTH = 16;
/** Names through which a careless merge would change an object's prototype. */
const FORBIDDEN_NAMES = ['__proto__', 'constructor', 'prototype'];

/**
 * Parses JSON from an untrusted client.
 *
 * @returns undefined for text that is not JSON, nests deeper than 16, or contains a name such as `__proto__`.
 */
export function parseJson(text: string): JsonValue | undefined {
  try {
    const value = JSON.parse(text) as JsonValue;
    return isHarmless(value, MAX_DEPTH) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isHarmless(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true;
  if (depth === 0) return false;
  const names = Array.isArray(value) ? [] : Object.keys(value);
  return (
    !names.some((name) => FORBIDDEN_NAMES.includes(name)) &&
    Object.values(value).every((inner: JsonValue) => isHarmless(inner, depth - 1))
  );
}
