import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspacePath } from '../../testing/workspace.ts';

const tools = join(workspacePath, 'tools');

interface Entry {
  readonly factory?: string;
  readonly implementation?: string;
  readonly schema?: string;
  readonly description: string;
}

function readEntries(name: string, kind: string): readonly (readonly [string, Entry])[] {
  const json = JSON.parse(readFileSync(join(tools, name), 'utf8')) as Record<
    string,
    Record<string, Entry>
  >;
  return Object.entries(json[kind] ?? {});
}

describe.each([
  ['executors.json', 'executors'],
  ['generators.json', 'generators'],
  ['migrations.json', 'generators'],
])('%s', (name, kind) => {
  it.each(readEntries(name, kind))('names modules and schemas that are there: %s', (_, entry) => {
    const { factory, implementation, schema, description } = entry;
    const module = (factory ?? implementation ?? '').replace(/(\.ts)?$/, '.ts');
    const paths = [module, ...(schema === undefined ? [] : [schema])];
    expect(paths.filter((path) => !existsSync(join(tools, path)))).toEqual([]);
    expect(description).toMatch(/\.$/);
  });
});
