import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describeWith, needPrograms } from '../../testing/describe-with.ts';
import { startRegistry, type Registry } from '../../testing/registry.ts';
import { digestOf, type Digest } from '../formats/oci/digest.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { parseImageName } from './image-name.ts';
import { writeTestLayout } from './layout.fixture.ts';
import { startProxy, type Proxy } from './proxy.fixture.ts';
import { publish } from './publish.ts';
import { pullImage, pullPart } from './pull-image.ts';
import { readLayout } from './read-layout.ts';
import { createRegistryClient } from './registry-client.ts';

const folder = mkdtempSync(join(tmpdir(), 'pull-image-'));
const layout = writeTestLayout(join(folder, 'image.tar'));
const image = readLayout(layout.path);
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function createClient(host: string) {
  const name = parseImageName(`${host}/shop:1.0`);
  return createRegistryClient({ image: name, credentials: undefined, firstDelayMs: 1 });
}

describeWith(needPrograms('docker-registry'), 'pullImage()', () => {
  let registry: Registry;
  beforeAll(async () => {
    registry = await startRegistry();
    const name = `${registry.host}/shop:1.0`;
    const publication = { imagePath: layout.path, name, attachmentPaths: [] };
    await publish(publication, { env: {}, report: () => undefined });
  });
  afterAll(() => {
    registry.stop();
  });

  it('returns what was pushed', async () => {
    const pulled = await pullImage(createClient(registry.host), layout.root);
    expect(pulled.parts.map(({ problem }) => problem)).toEqual(Array(7).fill(undefined));
    expect(pulled.layout.root.bytes).toEqual(image.root.bytes);
    expect(pulled.layout.manifests).toMatchObject(image.manifests);
  });

  it('names an image for one processor by its configuration', async () => {
    const { digest } = image.manifests[1] ?? image.root;
    const { parts } = await pullImage(createClient(registry.host), digest);
    expect(parts.map(({ name }) => name)).toEqual([
      'manifest of linux/arm64',
      'config of linux/arm64',
      'layer 1 of linux/arm64',
    ]);
  });

  it('reads a layer again whose answer is cut', async () => {
    const layer = image.blobs.find(({ bytes }) => bytes.byteLength > 100_000);
    let cuts = 0;
    const cut = (response: ServerResponse) => {
      response.writeHead(200, { 'content-length': '300000' });
      response.write(layer?.bytes.subarray(0, 1_000), () => response.destroy());
      cuts++;
      return true;
    };
    const proxy: Proxy = await startProxy({
      registry: registry.host,
      answer: ({ url = '' }, response) =>
        url.endsWith(layer?.digest ?? '-') && cuts < 2 && cut(response),
    });
    const { parts } = await pullImage(createClient(proxy.host), layout.root);
    proxy.close();
    expect(cuts).toBe(2);
    expect(parts.map(({ problem }) => problem)).toEqual(Array(7).fill(undefined));
  });

  it('names a manifest for which the registry has only an error, because it is no JSON', async () => {
    const digest = image.manifests[0]?.digest ?? layout.root;
    const hex = digest.replace('sha256:', '');
    const path = join(registry.storePath, 'blobs/sha256', hex.slice(0, 2), hex, 'data');
    const bytes = readFileSync(path);
    writeFileSync(path, Buffer.concat([Buffer.from('x'), bytes.subarray(1)]));
    const { parts } = await pullImage(createClient(registry.host), layout.root);
    writeFileSync(path, bytes);
    const damaged = parts.filter(({ problem }) => problem !== undefined);
    expect(damaged).toMatchObject([
      {
        name: 'manifest of linux/amd64',
        digest,
        problem: expect.stringMatching(/ answered 500, /) as string,
      },
    ]);
  });
});

describe('pullPart()', () => {
  async function pull(body: string, name = 'manifest') {
    const proxy: Proxy = await startProxy({
      registry: '127.0.0.1:9',
      answer: (_, response) => {
        response.writeHead(200, { 'content-type': MEDIA_TYPES.manifest }).end(body);
        return true;
      },
    });
    const digest = digestOf(Buffer.from(body));
    const part = await pullPart(createClient(proxy.host), name, { kind: 'manifests', digest });
    proxy.close();
    return part;
  }
  const layer = (digest: unknown, size: unknown = 1) =>
    JSON.stringify({ layers: [{ digest, size }] });
  const digest: Digest = `sha256:${'0a'.repeat(32)}`;

  it.each([
    '[',
    '7',
    'null',
    layer('../../v2'),
    layer(undefined),
    layer(digest, '1'),
    layer(digest, 1e30),
    '{"layers":[null]}',
  ])('takes %s for no manifest, although it has its digest', async (body) => {
    expect((await pull(body)).problem).toBe('is no manifest');
  });

  it('takes one with a layer', async () => {
    expect((await pull(layer(digest))).problem).toBeUndefined();
  });

  it('shows a name that controls a terminal as text', async () => {
    expect((await pull(layer(digest), '\u001b[2J')).name).toBe(String.raw`\u001b[2J`);
  });
});
