import type { Parameter } from '../server/parameter.ts';
import type { Route } from '../server/route.ts';
import { count, listOf, objectOf, text, type Schema } from '../server/schema.ts';

/**
 * Renders a table of routes as an OpenAPI document. `x-access` and `x-switch` say what each route needs.
 *
 * @see https://spec.openapis.org/oas/v3.1.1.html
 */
export function renderOpenApi(
  { name, version }: { readonly name: string; readonly version: string },
  routes: readonly Route[],
): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes)
    (paths[route.path] ??= {})[route.method.toLowerCase()] = describeOperation(route);
  return {
    openapi: '3.1.1',
    info: { title: `Admin API of ${name}`, version },
    servers: [{ url: '/' }],
    paths,
    components: {
      responses: { problem: PROBLEM },
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: TOKENS } },
    },
  };
}

const TOKENS =
  'The token of ADMIN_TOKEN, with the role write, or of ADMIN_READ_TOKEN, with the role read. The unix socket needs none.';

const PROBLEM = {
  description: 'The request failed; `detail` is a sentence: RFC 9457',
  content: {
    'application/problem+json': {
      schema: objectOf({
        'type?': text,
        title: text,
        status: count,
        'detail?': text,
        'errors?': listOf(objectOf({ 'name?': text, detail: text })),
      }),
    },
  },
};

function describeOperation(route: Route): object {
  const { method, path, access, isPublic, summary, switch: name, body, status = 200 } = route;
  const role = access === 'read' ? 'read' : 'write';
  return {
    operationId: `${method.toLowerCase()}${path.replaceAll(/\W+/g, '_').replace(/_$/, '')}`,
    summary,
    'x-access': access,
    ...(name !== undefined && { 'x-switch': name }),
    security: isPublic === true ? [] : [{ bearer: [role] }],
    parameters: describeParameters(route),
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: { [body.type ?? 'application/json']: { schema: body.schema() } },
      },
    }),
    responses: {
      [status]: describeAnswer(route),
      default: { $ref: '#/components/responses/problem' },
    },
  };
}

function describeParameters({ path, query = [], etagOf }: Route): readonly object[] {
  const segments = Array.from(path.matchAll(/\{(.+?)\}/g), ([, name]) => name);
  return [
    ...segments.map((name) => ({ name, in: 'path', required: true, schema: text })),
    ...query.map(({ name, doc, ...rest }) => ({
      name,
      in: 'query',
      description: doc,
      schema: schemaOf(rest),
    })),
    ...(etagOf === undefined
      ? []
      : [
          {
            name: 'If-Match',
            in: 'header',
            required: true,
            description: `ETag of GET ${etagOf}, or *`,
            schema: text,
          },
        ]),
  ];
}

function schemaOf({
  kind,
  schema,
  default: fallback,
}: Pick<Parameter, 'kind' | 'schema' | 'default'>): Schema {
  const { range, words } = kind;
  const ofRange = range && { type: 'integer', minimum: range.min, maximum: range.max };
  const ofKind = ofRange ?? (words === undefined ? text : { enum: words });
  return { ...(schema ?? ofKind), ...(fallback !== undefined && { default: fallback }) };
}

/** Describes a successful answer; a file has its name in Content-Disposition. */
function describeAnswer(route: Route): object {
  const { status, media = ['application/json'], isFile, returns, summary } = route;
  const types = media.map((type) => {
    const isJson = type === 'application/json' && returns !== undefined;
    return [type, isJson ? { schema: returns() } : {}];
  });
  return {
    description: summary,
    ...(isFile === true && { headers: { 'Content-Disposition': { schema: text } } }),
    ...(status !== 204 && { content: Object.fromEntries(types) as object }),
  };
}
