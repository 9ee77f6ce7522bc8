import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import type { SbomPart } from './sbom-part.ts';
import { renderSbom, type Inventory } from './render-sbom.ts';

const library = (ref: string, more: Partial<SbomPart> = {}): SbomPart => {
  const [name = '', version] = ref.split('@');
  return { ref, type: 'library', name, version, ...more };
};

const INVENTORY: Inventory = {
  app: { ref: 'shop@1', type: 'application', name: '@us/shop', version: '1', dependsOn: ['b@1'] },
  parts: [
    library('b@1', { licence: 'MIT', dependsOn: ['node@26', 'a@1'], purl: 'pkg:npm/b@1' }),
    library('a@1', { licence: 'MIT OR ISC', hashes: { 'SHA-512': 'ab'.repeat(64) } }),
    library('B@1'),
    {
      ...library('node@26', { dependsOn: ['node/z@1', 'node/icu@78'] }),
      type: 'platform',
      cpe: 'cpe:2.3:a:nodejs:node.js:26:*:*:*:*:*:*:*',
      parts: [library('node/z@1'), { ...library('node/icu@78'), type: 'data' }],
    },
    {
      ...library('libc6@2', { licence: 'GPL-3.0-or-later WITH GCC-exception-3.1' }),
      parts: [
        { ref: 'libc.so', type: 'file', name: 'libc.so', hashes: { 'SHA-256': 'cd'.repeat(32) } },
      ],
    },
  ],
  source: { epochSeconds: 1_700_000_000, revision: 'c0ffee' },
};

interface Document {
  readonly metadata: { readonly component: { readonly properties?: unknown } };
  readonly components: readonly Component[];
  readonly dependencies: readonly {
    readonly ref: string;
    readonly dependsOn?: readonly string[];
  }[];
}

interface Component {
  readonly 'bom-ref': string;
  readonly components?: readonly Component[];
}

const parse = (inventory: Inventory) => JSON.parse(renderSbom(inventory)) as Document;

describe('renderSbom()', () => {
  it('conforms to the schema of CycloneDX 1.7', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7);
    expect(await validator.validate(renderSbom(INVENTORY))).toBeNull();
  });

  it('violates the schema with a wrong type, so that the test above can fail', async () => {
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot7);
    const spoilt = renderSbom(INVENTORY).replace('"platform"', '"plattform"');
    expect(await validator.validate(spoilt)).not.toBeNull();
  });

  it('contains the commit and its time', () => {
    expect(parse(INVENTORY)).toMatchObject({
      specVersion: '1.7',
      metadata: {
        timestamp: '2023-11-14T22:13:20.000Z',
        component: {
          type: 'application',
          group: '@us',
          name: 'shop',
          properties: [{ name: 'org.opencontainers.image.revision', value: 'c0ffee' }],
        },
      },
    });
  });

  it('contains no commit if there is none', () => {
    const source = { epochSeconds: 0, revision: undefined };
    const { component } = parse({ ...INVENTORY, source }).metadata;
    expect(component).not.toHaveProperty('properties');
  });

  it('sorts the parts by code units, regardless of the locale', () => {
    const { components } = parse(INVENTORY);
    expect(components.map((component) => component['bom-ref'])).toEqual([
      'B@1',
      'a@1',
      'b@1',
      'libc6@2',
      'node@26',
    ]);
    expect(components[4]?.components?.map((component) => component['bom-ref'])).toEqual([
      'node/icu@78',
      'node/z@1',
    ]);
  });

  it('distinguishes identifiers and expressions of SPDX', () => {
    expect(parse(INVENTORY).components.slice(1, 3)).toMatchObject([
      { licenses: [{ expression: 'MIT OR ISC' }] },
      { licenses: [{ license: { id: 'MIT' } }] },
    ]);
  });

  it.each(['UNLICENSED', 'SEE LICENSE IN terms.txt'])(
    'names %s, which SPDX does not know',
    (licence) => {
      const parts = [library('a@1', { licence })];
      const app = { ...INVENTORY.app, dependsOn: [] };
      expect(parse({ ...INVENTORY, app, parts }).components).toMatchObject([
        { licenses: [{ license: { name: licence } }] },
      ]);
    },
  );

  it('records dependencies, including those of nested parts', () => {
    const needs = parse(INVENTORY).dependencies.filter(({ dependsOn }) => dependsOn);
    expect(needs.toSorted((a, b) => (a.ref < b.ref ? -1 : 1))).toEqual([
      { ref: 'b@1', dependsOn: ['a@1', 'node@26'] },
      { ref: 'node@26', dependsOn: ['node/icu@78', 'node/z@1'] },
      { ref: 'shop@1', dependsOn: ['b@1'] },
    ]);
  });

  it('renders the same bytes twice, and for any order of the parts', () => {
    const reverse = (part: SbomPart): SbomPart => ({
      ...part,
      ...(part.parts && { parts: part.parts.toReversed() }),
      ...(part.dependsOn && { dependsOn: part.dependsOn.toReversed() }),
    });
    const reversed = { ...INVENTORY, parts: INVENTORY.parts.map(reverse).toReversed() };
    expect(renderSbom(INVENTORY)).toBe(renderSbom(INVENTORY));
    expect(renderSbom(reversed)).toBe(renderSbom(INVENTORY));
  });

  it('contains neither a serial number nor the tools that wrote it', () => {
    expect(parse(INVENTORY)).not.toHaveProperty('serialNumber');
    expect(parse(INVENTORY).metadata).not.toHaveProperty('tools');
  });
});
