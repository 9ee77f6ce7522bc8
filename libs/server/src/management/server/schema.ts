// Builders of the few JSON Schemas, draft 2020-12, that describe the routes. Rows call them only for the document.

/** A JSON Schema, as OpenAPI 3.1 embeds it. */
export interface Schema {
  readonly [keyword: string]: unknown;
}

export const text: Schema = { type: 'string' };
export const time: Schema = { type: 'string', format: 'date-time' };
export const number: Schema = { type: 'number' };
export const count: Schema = { type: 'integer', minimum: 0 };
export const flag: Schema = { type: 'boolean' };
/** Any JSON value. */
export const anything: Schema = {};

export function oneWord(words: readonly (string | null)[]): Schema {
  return { enum: words };
}

export function orNull(schema: Schema): Schema {
  return { anyOf: [schema, { type: 'null' }] };
}

export function listOf(items: Schema): Schema {
  return { type: 'array', items };
}

/** An object with any names, whose values have the same schema. */
export function mapOf(values: Schema): Schema {
  return { type: 'object', additionalProperties: values };
}

/** An object with these properties, each required unless its name ends with `?`. Clients tolerate further ones. */
export function objectOf(properties: Properties): Schema {
  const names = Object.keys(properties);
  const entries = Object.entries(properties).map(([name, it]) => [name.replace('?', ''), it]);
  return {
    type: 'object',
    properties: Object.fromEntries(entries) as Schema,
    required: names.filter((name) => !name.endsWith('?')),
  };
}

type Properties = Readonly<Record<string, Schema>>;

/** Rows of a table with the number of their thread, and the threads that did not answer. */
export function tableOf(name: string, row: Properties, others: Properties = {}): Schema {
  return objectOf({
    ...others,
    [name]: listOf(objectOf({ ...row, 'thread?': count })),
    'unansweredThreads?': listOf(count),
  });
}
