import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../../testing/describe-with.ts';
import { startRegistry, type Registry } from '../../../testing/registry.ts';
import { digestOf, type Digest } from '../../formats/oci/digest.ts';
import { writeTestLayout } from '../../registry/layout.fixture.ts';
import { publish } from '../../registry/publish.ts';
import { readLayout } from '../../registry/read-layout.ts';
import type { Artefact } from '../compare/compare-artefacts.ts';
import { findPart } from '../compare/find-part.ts';
import { compareRelease } from './compare-release.ts';
import { pullRelease, selectPlatform } from './pull-release.ts';

const folder = mkdtempSync(join(tmpdir(), 'pull-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const layout = writeTestLayout(join(folder, 'image.tar'), 20_000);
const image = readLayout(layout.path);
const [config, layer] = image.blobs.map(({ digest }) => digest).toReversed() as [Digest, Digest];

const about = (digest: string) => ({
  _type: 'https://in-toto.io/Statement/v1',
  subject: [{ name: 'image', digest: { sha256: digest.replace('sha256:', '') } }],
});
const DOCUMENTS = {
  'sbom.cdx.json': { bomFormat: 'CycloneDX', name: 'shop' },
  'image.intoto.json': about(layout.root),
  'bundle.json': { mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json' },
  'node.openvex.json': { '@context': 'https://openvex.dev/ns/v0.2.0' },
};

function write(name: string, document: object): string {
  writeFileSync(join(folder, name), JSON.stringify(document));
  return join(folder, name);
}

describeWith(needPrograms('docker-registry'), 'pullRelease()', () => {
  let registry: Registry;
  let name: string;
  let lines: string[];
  const paths = Object.entries(DOCUMENTS).map((entry) => write(...entry));
  const publishAs = (
    repository: string,
    attachmentPaths: readonly string[],
    imagePath = layout.path,
  ): Promise<string> =>
    publish(
      { imagePath, name: `${registry.host}/${repository}`, attachmentPaths },
      { env: {}, report: () => undefined },
    );
  const pull = (text: string, architecture = 'amd64') => {
    const report = (line: string) => lines.push(line);
    return pullRelease(text, { architecture, env: {}, credentials: undefined, report });
  };
  beforeAll(async () => {
    registry = await startRegistry();
    name = await publishAs('shop:1.0', paths);
  });
  beforeEach(() => {
    lines = [];
  });
  afterAll(() => {
    registry.stop();
  });

  it('returns the image for this processor, and reports all parts', async () => {
    const { release, gaps } = await pull(name);
    expect(release.name).toBe(name);
    const built = { name: 'image.tar', bytes: readFileSync(layout.path) };
    expect(release.bytes).toEqual(selectPlatform(built, 'amd64').bytes);
    expect(findPart(release, 'config of linux/amd64')).toBeDefined();
    expect(gaps).toEqual([
      'The image for arm64 and the index have their digests, but were not built here.',
      'The attached sbom.cdx.json is not the SBOM in the image.',
    ]);
    const [heading, , , , ...rows] = lines.join('\n').split('\n');
    expect(heading).toBe(`### ${name}: 16 parts, each with its digest`);
    expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual([
      'index',
      'manifest of linux/amd64',
      'manifest of linux/arm64',
      'config of linux/amd64',
      'layer 1 of linux/amd64',
      'config of linux/arm64',
      'layer 1 of linux/arm64',
      'list of referrers',
      'manifest of application/vnd.cyclonedx+json',
      'sbom.cdx.json',
      'manifest of application/vnd.in-toto+json',
      'image.intoto.json',
      'manifest of application/vnd.dev.sigstore.bundle.v0.3+json',
      'bundle.json',
      'manifest of application/vnd.openvex+json',
      'node.openvex.json',
    ]);
  });

  it('finds by a tag what it names', async () => {
    expect((await pull(`${registry.host}/shop:1.0`)).release.name).toBe(name);
  });

  it.each(['shop:2.0', 'other:1.0', `shop@sha256:${'0'.repeat(64)}`])(
    'says that the registry has no %s',
    async (absent) => {
      const text = `${registry.host}/${absent}`;
      await expect(pull(text)).rejects.toThrow(`Cannot find "${text}": the registry has no such`);
    },
  );

  it('says for which processors the image is', async () => {
    await expect(pull(name, 's390x')).rejects.toThrow(
      `Cannot build "${name}" again here: it is for amd64 and arm64, this machine is s390x`,
    );
  });

  it('finds provenance that is about another image', async () => {
    const other = write('other.intoto.json', about(`sha256:${'0'.repeat(64)}`));
    const named = await publishAs('misled:1.0', [other]);
    await expect(pull(named)).rejects.toThrow('  other.intoto.json: is about another image\n');
  });

  it('is compared with a build part by part, whatever name the archive gives the image', async () => {
    const build = { folder, files: [{ path: 'image.tar', sizeBytes: 0, sha256: '' }] };
    const none = { ...build, differences: new Map() };
    const view = (built: Artefact) => selectPlatform(built, 'amd64');
    const { release } = await pull(name);
    expect(compareRelease(release, none, view).differences).toEqual(new Map());
    const other = writeTestLayout(join(folder, 'other.tar'), 20_000);
    const published = await publishAs('replaced:1.0', [], other.path);
    const { release: replaced } = await pull(published);
    const [difference] = compareRelease(replaced, none, view).differences.values();
    expect(difference?.place.slice(0, 2)).toEqual([published, 'layer 1 of linux/amd64']);
  });

  describe('of altered storage', () => {
    const pathOf = (digest: Digest): string => {
      const hex = digest.replace('sha256:', '');
      return join(registry.storePath, 'blobs/sha256', hex.slice(0, 2), hex, 'data');
    };
    const readDocument = (digest: Digest) =>
      JSON.parse(readFileSync(pathOf(digest), 'utf8')) as {
        manifests: { digest: Digest; artifactType: string }[];
        layers: { digest: Digest }[];
      };
    const findList = (): Digest => {
      const tag = layout.root.replace(':', '-');
      const link = `repositories/shop/_manifests/tags/${tag}/current/link`;
      return readFileSync(join(registry.storePath, link), 'utf8') as Digest;
    };
    const findReferrer = (kind: string): Digest =>
      readDocument(findList()).manifests.find(({ artifactType }) => artifactType.includes(kind))
        ?.digest as Digest;
    const findAttached = (kind: string): Digest =>
      readDocument(findReferrer(kind)).layers[0]?.digest as Digest;

    const rows: readonly (readonly [string, () => Digest])[] = [
      ['index', () => layout.root],
      ['manifest of linux/amd64', () => image.manifests[0]?.digest as Digest],
      ['config of linux/arm64', () => config],
      ['layer 1 of linux/amd64', () => layer],
      ['list of referrers', findList],
      ['manifest of application/vnd.cyclonedx+json', () => findReferrer('cyclonedx')],
      ['sbom.cdx.json', () => findAttached('cyclonedx')],
      ['manifest of application/vnd.in-toto+json', () => findReferrer('in-toto')],
      ['image.intoto.json', () => findAttached('in-toto')],
      ['manifest of application/vnd.dev.sigstore.bundle.v0.3+json', () => findReferrer('sigstore')],
      ['bundle.json', () => findAttached('sigstore')],
      ['manifest of application/vnd.openvex+json', () => findReferrer('openvex')],
      ['node.openvex.json', () => findAttached('openvex')],
    ];

    it.each(rows)('names a flipped bit in: %s', async (part, find) => {
      const digest = find();
      const bytes = readFileSync(pathOf(digest));
      const changed = Buffer.from(bytes);
      const at = bytes.lastIndexOf('sha256:') + 'sha256:'.length; // a digit of a digest, if it has one
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(pathOf(digest), changed);
      try {
        await expect(pull(name)).rejects.toMatchObject({
          code: 'REGISTRY_ALTERED',
          message: expect.stringContaining(
            `\n  ${part}, ${digest}: has the digest ${digestOf(changed)}\n`,
          ) as string,
        });
        expect(lines).toEqual([]);
      } finally {
        writeFileSync(pathOf(digest), bytes);
      }
    });

    it.each<readonly [string, (bytes: Buffer) => Buffer, string]>([
      ['is shorter', (bytes) => bytes.subarray(1), 'has the digest sha256:'],
      ['is longer', (bytes) => Buffer.concat([bytes, bytes]), 'has more than 20000 bytes'],
    ])('names a layer that %s', async (_, change, problem) => {
      const bytes = readFileSync(pathOf(layer));
      writeFileSync(pathOf(layer), change(bytes));
      await expect(pull(name)).rejects.toThrow(`layer 1 of linux/amd64, ${layer}: ${problem}`);
      writeFileSync(pathOf(layer), bytes);
    });

    it('names what is missing', async () => {
      const bytes = readFileSync(pathOf(layer));
      rmSync(pathOf(layer));
      await expect(pull(name)).rejects.toThrow(`layer 1 of linux/amd64, ${layer}: is missing`);
      writeFileSync(pathOf(layer), bytes);
    });
  });
});
