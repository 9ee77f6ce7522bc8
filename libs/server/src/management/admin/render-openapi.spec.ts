import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { oneOf, wholeNumber } from '../../config/kinds.ts';
import { createConsoleRoutes } from '../console/console-routes.ts';
import { createDiagnosticRoutes } from '../diagnostics/diagnostic-routes.ts';
import { createFlightRoutes } from '../flight/flight-routes.ts';
import { defineParameter } from '../server/parameter.ts';
import type { Route } from '../server/route.ts';
import { mapOf, objectOf, text } from '../server/schema.ts';
import { createAdminRoutes } from './admin-routes.ts';
import { renderOpenApi } from './render-openapi.ts';

// Only the table is rendered, and no route is called.
const more = [
  ...createDiagnosticRoutes({ world: {} } as Parameters<typeof createDiagnosticRoutes>[0]),
  ...createConsoleRoutes({} as Parameters<typeof createConsoleRoutes>[0]),
  ...createFlightRoutes({} as Parameters<typeof createFlightRoutes>[0]),
];
const routes = createAdminRoutes({ more } as unknown as Parameters<typeof createAdminRoutes>[0]);
const program = { name: 'test', version: '1.2.3' };

/** Checks a document with a validator that is not ours, and returns its report. */
function validate(document: object): { readonly valid: boolean; readonly errors?: unknown } {
  const folder = mkdtempSync(join(tmpdir(), 'openapi-'));
  const path = join(folder, 'openapi.json');
  writeFileSync(path, JSON.stringify(document));
  const manifest = require.resolve('@seriousme/openapi-schema-validator/package.json');
  const command = join(manifest, '../bin/validate-api-cli.js');
  const { stdout } = spawnSync(process.execPath, [command, path], { encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return JSON.parse(stdout) as ReturnType<typeof validate>;
}

const answer = () => ({});
const common: Pick<Route, 'access' | 'summary' | 'answer'> = {
  access: 'read',
  summary: 'Says',
  answer,
};
const operationOf = (route: Route): unknown => {
  const { paths } = renderOpenApi(program, [route]) as {
    readonly paths: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  };
  return paths[route.path]?.[route.method.toLowerCase()];
};

describe('renderOpenApi()', () => {
  it('renders every route of the admin API as a valid document', () => {
    const document = renderOpenApi(program, routes);
    expect(validate(document)).toEqual({ valid: true });
    const { paths } = document as { readonly paths: Readonly<Record<string, object>> };
    const rendered = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(rendered.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
  });

  it('would not pass the validator with a wrong operation', () => {
    const document = { ...renderOpenApi(program, []), paths: { '/a': { get: { responses: 1 } } } };
    expect(validate(document).valid).toBe(false);
  });

  it('embeds JSON Schemas without a mistake, each with what it requires', () => {
    const ajv = new Ajv2020({ strict: true, formats: { 'date-time': true, duration: true } });
    const schemas = routes.flatMap(({ returns, body }) => [returns?.(), body?.schema()]);
    const given = schemas.filter((schema) => schema !== undefined);
    expect(given.length).toBeGreaterThan(20);
    for (const schema of given) expect(ajv.validateSchema(schema)).toBe(true);
  });

  it('names each operation once, in letters that every client accepts', () => {
    const { paths } = renderOpenApi(program, routes) as {
      readonly paths: Readonly<Record<string, object>>;
    };
    const names = Object.values(paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }: { operationId: string }) => operationId),
    );
    expect(new Set(names).size).toBe(routes.length);
    expect(names).toEqual(
      expect.arrayContaining(['get', 'get_loggers_name', 'delete_files_cache', 'patch_settings']),
    );
    for (const name of names) expect(name).toMatch(/^[a-z][a-zA-Z0-9_]{0,63}$/);
  });

  it('describes parameters, body, precondition, role and switch', () => {
    const limit = defineParameter({
      name: 'limit',
      doc: 'Most rows',
      kind: wholeNumber({ min: 1, max: 9 }),
      default: 5,
    });
    const sort = defineParameter({
      name: 'sort',
      doc: 'Order',
      kind: oneOf(['up', 'down']),
      default: undefined,
    });
    const route: Route = {
      ...common,
      method: 'PATCH',
      path: '/things/{name}',
      access: 'dangerous',
      switch: 'heapdump',
      query: [limit, sort],
      etagOf: '/things',
      body: { type: 'application/merge-patch+json', schema: () => mapOf(text) },
      status: 202,
      returns: () => objectOf({ name: text, 'note?': text }),
    };
    expect(operationOf(route)).toEqual({
      operationId: 'patch_things_name',
      summary: 'Says',
      'x-access': 'dangerous',
      'x-switch': 'heapdump',
      security: [{ bearer: ['write'] }],
      parameters: [
        { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
        {
          name: 'limit',
          in: 'query',
          description: 'Most rows',
          schema: { type: 'integer', minimum: 1, maximum: 9, default: 5 },
        },
        { name: 'sort', in: 'query', description: 'Order', schema: { enum: ['up', 'down'] } },
        {
          name: 'If-Match',
          in: 'header',
          required: true,
          description: 'ETag of GET /things, or *',
          schema: { type: 'string' },
        },
      ],
      requestBody: {
        required: true,
        content: {
          'application/merge-patch+json': {
            schema: { type: 'object', additionalProperties: { type: 'string' } },
          },
        },
      },
      responses: {
        '202': {
          description: 'Says',
          content: {
            'application/json': {
              schema: {
                type: 'object',
                properties: { name: { type: 'string' }, note: { type: 'string' } },
                required: ['name'],
              },
            },
          },
        },
        default: { $ref: '#/components/responses/problem' },
      },
    });
  });

  it('asks for no token on a public route', () => {
    const route: Route = { ...common, method: 'GET', path: '/a', isPublic: true };
    expect(operationOf(route)).toMatchObject({ security: [] });
  });

  it.each<[Partial<Route>, object]>([
    [{ status: 204 }, { description: 'Says' }],
    [
      { media: ['text/plain', 'application/json'], returns: () => text },
      {
        description: 'Says',
        content: { 'text/plain': {}, 'application/json': { schema: text } },
      },
    ],
    [
      { media: ['application/octet-stream'], isFile: true },
      {
        description: 'Says',
        headers: { 'Content-Disposition': { schema: text } },
        content: { 'application/octet-stream': {} },
      },
    ],
  ])('describes the answer of %j', (given, expected) => {
    const route: Route = { ...common, method: 'GET', path: '/a', ...given };
    const { responses } = operationOf(route) as { responses: Record<string, unknown> };
    expect(responses[given.status ?? 200]).toEqual(expected);
  });
});
