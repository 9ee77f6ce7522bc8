import { FIELDS } from './fields.ts';
import type { Shape } from './shape.ts';

/**
 * Renders the JSON schema of the object `tscratch`, for editors: `tools/configuration.schema.json`.
 *
 * @returns JSON as prettier formats it, apart from its line breaks.
 */
export function renderSchema(): object {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'tscratch',
    description:
      'What a project says about its artefacts: the object "tscratch" of project.json or package.json, or of nx.json for all projects.',
    type: 'object',
    properties: Object.fromEntries(
      Object.entries(FIELDS).map(([name, shape]) => [name, withoutExpected(shape)]),
    ),
    additionalProperties: false,
  };
}

/** Removes what JSON Schema does not know, at every depth. */
function withoutExpected(shape: Shape): unknown {
  return JSON.parse(
    JSON.stringify(shape, (key, value: unknown) =>
      key === 'expected' && typeof value === 'string' ? undefined : value,
    ),
  ) as unknown;
}
