import { renderVersion } from './render-version.ts';

function sbomOf(revision: string): string {
  const properties = [{ name: 'org.opencontainers.image.revision', value: revision }];
  return JSON.stringify({ metadata: { component: { properties } } });
}

describe('renderVersion()', () => {
  const commit = 'c0ffee1234ab'.padEnd(40, '0');
  it.each([
    [undefined, 'example 1.2.3\n'],
    ['{}', 'example 1.2.3\n'],
    [sbomOf(commit), 'example 1.2.3 (c0ffee1234ab)\n'],
    [sbomOf(`${commit}-dirty`), 'example 1.2.3 (c0ffee1234ab-dirty)\n'],
    [sbomOf('r1234'), 'example 1.2.3 (r1234)\n'],
  ])('renders the SBOM %j as %j', (sbom, text) => {
    const program = { name: 'example', version: '1.2.3' };
    expect(renderVersion({ readSbom: () => sbom }, program)).toBe(text);
  });
});
