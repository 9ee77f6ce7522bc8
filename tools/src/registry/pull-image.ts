import type { Digest } from '../formats/oci/digest.ts';
import { Fault } from '../host/faults/fault.ts';
import { escapeForeign, quoteForeign } from '../host/quote-foreign.ts';
import { isDigest } from './image-name.ts';
import { parseObject } from './parse-object.ts';
import { pullContent, type ContentRequest, type PulledContent } from './pull-content.ts';
import { listBlobs, listManifests, type Descriptor, type Layout } from './read-layout.ts';
import type { RegistryClient } from './registry-client.ts';

/** A part of an image, or of what refers to it. */
export interface PulledPart extends PulledContent {
  /** What it is, for people: `layer 1 of linux/amd64`. */
  readonly name: string;
}

export interface PulledImage {
  /** From the outside in. What a damaged part refers to is not pulled. */
  readonly parts: readonly PulledPart[];
  /** Complete only if each part is intact. */
  readonly layout: Layout;
}

/** Pulls a part under a name. */
type Pull = (name: string, request: ContentRequest) => Promise<PulledPart>;

/**
 * Pulls an image with all its parts, and compares each with its digest.
 *
 * @throws {Fault} those of the client.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull
 */
export async function pullImage(client: RegistryClient, digest: Digest): Promise<PulledImage> {
  const pull: Pull = (name, request) => pullPart(client, name, request);
  const root = await pull('manifest', { kind: 'manifests', digest });
  const inner = isIntact(root) ? listManifests(root) : [];
  if (inner.length === 0) {
    const blobs = await pullBlobs(root, pull);
    const named = { ...root, name: nameRoot(root, blobs) };
    return { parts: [named, ...blobs], layout: { blobs, manifests: [], root } };
  }
  const manifests: PulledPart[] = [];
  const blobs: PulledPart[] = [];
  for (const descriptor of inner) {
    const name = `manifest of ${namePlatform(descriptor.platform)}`;
    const manifest = await pull(name, { kind: 'manifests', ...descriptor });
    manifests.push(manifest);
    blobs.push(...(await pullBlobs(manifest, pull, descriptor.platform)));
  }
  const index = { ...root, name: 'index' };
  return { parts: [index, ...manifests, ...blobs], layout: { blobs, manifests, root } };
}

/**
 * Pulls a part. A manifest is also damaged if it refers to its parts by anything but sizes and digests of SHA-256.
 *
 * @throws {Fault} those of the client.
 */
export async function pullPart(
  client: RegistryClient,
  name: string,
  request: ContentRequest,
): Promise<PulledPart> {
  const shown = escapeForeign(name);
  const content = await tryPull(client, request);
  const isRead = request.kind === 'blobs' || !isIntact(content) || isManifest(content);
  return { ...content, name: shown, ...(!isRead && { problem: 'is no manifest' }) };
}

/** A registry that cannot read a damaged manifest itself answers with an error, again and again. */
async function tryPull(client: RegistryClient, request: ContentRequest): Promise<PulledContent> {
  try {
    return await pullContent(client, request);
  } catch (error) {
    if (!(error instanceof Fault) || error.code !== 'REGISTRY_REFUSED') throw error;
    const { status, reason } = (error as Fault<'REGISTRY_REFUSED'>).facts;
    const problem = `cannot be read, the registry answered ${status}, ${quoteForeign(reason)}`;
    return { digest: request.digest, mediaType: '', bytes: new Uint8Array(), problem };
  }
}

function isManifest(content: PulledContent): boolean {
  try {
    const { manifests, layers } = parseObject(content.bytes);
    const descriptors = [...listManifests(content), ...listBlobs(content)];
    const isOne = Array.isArray(manifests ?? layers);
    return (
      isOne &&
      descriptors.every(({ digest, size }) => isDigest(digest) && Number.isSafeInteger(size))
    );
  } catch {
    return false;
  }
}

export function isIntact({ problem }: PulledContent): boolean {
  return problem === undefined;
}

/** @param platform Default: that of the configuration. */
async function pullBlobs(
  manifest: PulledPart,
  pull: Pull,
  platform?: Descriptor['platform'],
): Promise<readonly PulledPart[]> {
  const [ofConfig, ...ofLayers] = isIntact(manifest) ? listBlobs(manifest) : [];
  if (ofConfig === undefined) return [];
  const config = await pull('config', { kind: 'blobs', ...ofConfig });
  const owner = namePlatform(platform ?? (isIntact(config) ? parse(config) : undefined));
  const layers: PulledPart[] = [];
  for (const [index, layer] of ofLayers.entries())
    layers.push(await pull(`layer ${index + 1} of ${owner}`, { kind: 'blobs', ...layer }));
  return [{ ...config, name: escapeForeign(`config of ${owner}`) }, ...layers];
}

function parse({ bytes }: PulledContent): Descriptor['platform'] {
  const { os, architecture } = parseObject(bytes);
  return typeof os === 'string' && typeof architecture === 'string'
    ? { os, architecture }
    : undefined;
}

/** What a damaged root is shows only its media type. */
function nameRoot({ name, mediaType }: PulledPart, [config]: readonly PulledPart[]): string {
  if (config !== undefined) return config.name.replace('config', name);
  return /index|list/.test(mediaType) ? 'index' : name;
}

function namePlatform(platform: Descriptor['platform']): string {
  return platform === undefined ? 'the image' : `${platform.os}/${platform.architecture}`;
}
