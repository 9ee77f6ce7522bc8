import { SourceMap, type SourceMapPayload } from 'node:module';
import { transformSync } from 'esbuild';
import { followMappings, readMappings, renderMappings } from './mappings.ts';

const SOURCE = `function one() { throw new Error('one'); }
var first = -1;

function two(a, b) {
  return [a, b, 'a text that makes the line long enough for two digits', one(), first];
}
`;

/** Bundles a text, and returns the mappings of the bundle. */
function transform(text: string, minifyWhitespace: boolean) {
  const { code, map } = transformSync(text, { sourcemap: 'external', minifyWhitespace });
  const json = JSON.parse(map) as { readonly mappings: string };
  const entries = new SourceMap(json as unknown as SourceMapPayload);
  return { code, mappings: json.mappings, find: entries.findEntry.bind(entries) };
}

describe('the mappings of a source map', () => {
  it.each([
    { what: 'those of esbuild', mappings: transform(SOURCE, false).mappings },
    { what: 'numbers of several digits and a sign', mappings: 'AAAA,gCCg0zCrw9hB,uDDhB' },
    { what: 'segments without a source', mappings: 'A,IAAA,M;;EACA' },
    { what: 'none', mappings: '' },
  ])('are written as they are read: $what', ({ mappings }) => {
    expect(renderMappings(readMappings(mappings))).toBe(mappings);
  });

  it('are absolute when they are read', () => {
    expect(readMappings('IACE,C;;CACD')).toEqual([[[4, 0, 1, 2], [5]], [], [[1, 0, 2, 1]]]);
  });

  it('are followed to the sources of a bundle that another one was made of', () => {
    const given = transform(SOURCE, false);
    const lines = given.code.split('\n');
    const first = lines.findIndex((line) => line.startsWith('var first'));
    const made = transform(lines.slice(first).join('\n'), true);
    const followed = followMappings(
      readMappings(made.mappings),
      readMappings(given.mappings),
      first,
    );
    const entries = new SourceMap({
      version: 3,
      sources: ['<stdin>'],
      names: [],
      mappings: renderMappings(followed),
    } as unknown as SourceMapPayload);
    const found = (word: string): object => entries.findEntry(0, made.code.indexOf(word));
    const sourceLines = SOURCE.split('\n');
    for (const word of ['-1', 'function two', 'one()', 'first]']) {
      const line = sourceLines.findLastIndex((text) => text.includes(word));
      const column = sourceLines[line]?.lastIndexOf(word);
      expect(found(word)).toMatchObject({ originalLine: line, originalColumn: column });
    }
  });

  it('have nothing where the other bundle had nothing', () => {
    expect(followMappings([[[0, 0, 5, 0]], [[3, 0, 0, 2]]], [[[4, 0, 0, 0]]], 0)).toEqual([[], []]);
  });
});
