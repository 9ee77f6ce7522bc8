import type { Kind } from '../../config/kind.ts';
import { OperationError } from '../bridge/operation-error.ts';
import type { Schema } from './schema.ts';

/** A parameter in the query of a route: how it is read, and how the documents describe it. */
export interface Parameter<Value = unknown> {
  readonly name: string;
  /** What it does, in a few words. */
  readonly doc: string;
  readonly kind: Kind<unknown>;
  /** Value without the parameter; undefined for none. */
  readonly default: unknown;
  /** Schema, if that of the kind says too little. */
  readonly schema?: Schema;
  /** Reads the value; throws an `OperationError` 400 that names what was expected. */
  readonly read: (query: URLSearchParams) => Value;
}

interface ParameterInput<Value, Default> {
  readonly name: string;
  readonly doc: string;
  readonly kind: Kind<Value>;
  readonly default: Default;
  readonly schema?: Schema;
}

/** Defines a parameter from the kind of its value. */
export function defineParameter<Value, const Default>(
  input: ParameterInput<Value, Default>,
): Parameter<Value | Default> {
  const { name, kind, default: fallback } = input;
  return {
    ...input,
    read: (query) => {
      const text = query.get(name);
      return text === null ? fallback : readValue(name, text, kind);
    },
  };
}

/** @throws {OperationError} 400 if the text is not of the kind. */
export function readValue<Value>(name: string, text: string, kind: Kind<Value>): Value {
  const value = kind.parse(text);
  if (value !== undefined) return value;
  throw new OperationError(
    400,
    `Cannot read ${name}=${JSON.stringify(text)}: expected ${kind.expectation}`,
  );
}

/**
 * Checks a whole query, before anything is done.
 *
 * @throws {OperationError} 400 for a wrong value, and for an unknown or repeated name, so that a typo does not
 * silently select the default.
 */
export function checkQuery(query: URLSearchParams, parameters: readonly Parameter[]): void {
  const names = parameters.map(({ name }) => name);
  for (const name of new Set(query.keys())) {
    const place = `Cannot read the query at ${JSON.stringify(name)}`;
    if (!names.includes(name))
      throw new OperationError(400, `${place}: expected ${names.join(', ') || 'no query'}`);
    if (query.getAll(name).length > 1) throw new OperationError(400, `${place}: expected it once`);
  }
  for (const { read } of parameters) read(query);
}
