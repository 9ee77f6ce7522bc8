import { OperationError } from '../bridge/operation-error.ts';

const DEFAULT_SECONDS = 30;
const MAX_SECONDS = 120;

/**
 * Parses `?seconds=`, the duration of an observation: whole seconds from 1 to 120, 30 by default.
 *
 * @throws {OperationError} 400 for anything else.
 */
export function parseSeconds(query: URLSearchParams): number {
  const text = query.get('seconds') ?? String(DEFAULT_SECONDS);
  const seconds = /^[1-9][0-9]{0,2}$/.test(text) ? Number(text) : NaN;
  if (seconds <= MAX_SECONDS) return seconds;
  throw new OperationError(400, `Expected seconds=N, a whole number from 1 to ${MAX_SECONDS}`);
}
