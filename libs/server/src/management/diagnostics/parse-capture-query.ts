import { OperationError } from '../bridge/operation-error.ts';

/** A number in a query: its range and its default. */
export interface QueryNumber {
  readonly min: number;
  readonly max: number;
  readonly fallback: number;
}

/**
 * Parses whole numbers in a query, each with a default.
 *
 * @throws {OperationError} 400 for a number out of range, and for an unknown name, so that a typo does not
 * silently select the default.
 */
export function parseQueryNumbers<Name extends string>(
  query: URLSearchParams,
  expected: Readonly<Record<Name, QueryNumber>>,
): Record<Name, number> {
  rejectOthers(query, Object.keys(expected));
  const entries = Object.entries<QueryNumber>(expected).map(([name, { min, max, fallback }]) => {
    const text = query.get(name);
    if (text === null) return [name, fallback];
    const value = /^\d{1,9}$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return [name, value];
    throw new OperationError(
      400,
      `Cannot read ${name}=${JSON.stringify(text)}: expected a whole number from ${min} to ${max}`,
    );
  });
  return Object.fromEntries(entries) as Record<Name, number>;
}

/** @throws {OperationError} 400 for a value other than `true` and `false`, and for an unknown name. */
export function parseQueryFlag(query: URLSearchParams, name: string): boolean {
  rejectOthers(query, [name]);
  const text = query.get(name) ?? 'false';
  if (text === 'true' || text === 'false') return text === 'true';
  throw new OperationError(
    400,
    `Cannot read ${name}=${JSON.stringify(text)}: expected true or false`,
  );
}

function rejectOthers(query: URLSearchParams, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of query.keys()) {
    if (!names.includes(name))
      throw new OperationError(
        400,
        `Cannot read the query at ${JSON.stringify(name)}: expected ${names.join(', ') || 'no query'}`,
      );
    if (seen.has(name))
      throw new OperationError(400, `Cannot read the query at "${name}": expected it once`);
    seen.add(name);
  }
}
