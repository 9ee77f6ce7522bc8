import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { workspacePath } from '../../../testing/workspace.ts';
import { FIELDS } from './fields.ts';
import { matchesShape } from './shape.ts';
import { renderSchema } from './render-schema.ts';

const PATH = 'tools/configuration.schema.json';

describe('renderSchema()', () => {
  it(`is ${PATH}; write it with: node tools/src/host/configuration/write-schema.ts`, () => {
    const text = readFileSync(join(workspacePath, PATH), 'utf8');
    expect(JSON.parse(text)).toEqual(renderSchema());
  });

  it('describes every field, and a message can say what each one expects', () => {
    for (const { description, expected } of Object.values(FIELDS))
      expect([description, expected]).toEqual([expect.any(String), expect.any(String)]);
  });
});

describe('matchesShape()', () => {
  const validate = new Ajv({ strict: false }).compile(renderSchema());

  it.each([
    { include: ['views', { input: 'libs', glob: '**', output: 'x' }] },
    { include: ['../views'] },
    { include: ['a..b', '..a', 'a/..'] },
    { health: { command: [] } },
    { health: { path: '/', retries: 1.5 } },
    { ports: [65_536] },
    { user: '1:1', stopSignal: 'SIGRTMIN+3' },
    { warmUp: { paths: ['x'] } },
    { locales: [] },
    { knownGaps: { express: '' } },
    { licences: { allow: { MIT: 'x' }, deny: {}, texts: {} } },
    { unknown: 1 },
  ])('agrees with a validator of JSON Schema about %j', (options) => {
    const shape = { type: 'object', properties: FIELDS, additionalProperties: false } as const;
    expect(matchesShape(options, shape)).toBe(validate(options));
  });
});
