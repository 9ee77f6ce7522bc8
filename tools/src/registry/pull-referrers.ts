import type { Digest } from '../formats/oci/digest.ts';
import { isRecord } from '../host/configuration/shape.ts';
import { isDigest } from './image-name.ts';
import { parseObject } from './parse-object.ts';
import { MANIFEST_BYTES, resolveTag } from './pull-content.ts';
import { isIntact, pullPart, type PulledPart } from './pull-image.ts';
import { nameReferrersTag } from './push-referrer.ts';
import { listBlobs } from './read-layout.ts';
import type { RegistryClient } from './registry-client.ts';

export interface PulledReferrers {
  /** Manifests, documents, and the list if the registry keeps it under a tag. */
  readonly parts: readonly PulledPart[];
  /** The documents, if they are intact. */
  readonly documents: readonly PulledPart[];
}

interface Entry {
  readonly digest: Digest;
  readonly artifactType: string;
}

/**
 * Pulls what refers to an image, and compares each part with its digest.
 *
 * @throws {Fault} those of the client.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#listing-referrers
 */
export async function pullReferrers(
  client: RegistryClient,
  subject: Digest,
): Promise<PulledReferrers> {
  const { list, entries } = await listReferrers(client, subject);
  const pulled: PulledPart[][] = [];
  for (const entry of entries) pulled.push(await pullReferrer(client, entry));
  const documents = pulled.flatMap(([, ...layers]) => layers).filter(isIntact);
  return { parts: [...list, ...pulled.flat()], documents };
}

/** Pulls the manifest of a referrer, then its documents. */
async function pullReferrer(
  client: RegistryClient,
  { digest, artifactType }: Entry,
): Promise<PulledPart[]> {
  const name = `manifest of ${artifactType}`;
  const manifest = await pullPart(client, name, { kind: 'manifests', digest });
  const [, ...layers] = isIntact(manifest) ? listBlobs(manifest) : [];
  const parts = [manifest];
  for (const layer of layers) {
    const title = layer.annotations?.['org.opencontainers.image.title'] ?? artifactType;
    parts.push(await pullPart(client, title, { kind: 'blobs', ...layer }));
  }
  return parts;
}

interface Listed {
  /** The list itself, if it is content of the registry. */
  readonly list: readonly PulledPart[];
  readonly entries: readonly Entry[];
}

async function listReferrers(client: RegistryClient, subject: Digest): Promise<Listed> {
  const entries: Entry[] = [];
  let url: URL | string | undefined = `/v2/${client.repository}/referrers/${subject}`;
  while (url !== undefined) {
    const request = { method: 'GET', url, expected: [200, 404] } as const;
    const { response, bytes } = await client.read(request, MANIFEST_BYTES);
    if (response.status === 404) return listByTag(client, subject);
    entries.push(...parseEntries(bytes));
    const [, next] = /<([^>]*)>; *rel="?next"?/.exec(response.headers.get('link') ?? '') ?? [];
    url = next === undefined ? undefined : new URL(next, response.url);
  }
  return { list: [], entries };
}

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema */
async function listByTag(client: RegistryClient, subject: Digest): Promise<Listed> {
  const digest = await resolveTag(client, nameReferrersTag(subject));
  if (digest === undefined) return { list: [], entries: [] };
  const list = await pullPart(client, 'list of referrers', { kind: 'manifests', digest });
  return { list: [list], entries: isIntact(list) ? parseEntries(list.bytes) : [] };
}

function parseEntries(bytes: Uint8Array): readonly Entry[] {
  const { manifests } = parseObject(bytes);
  const found: readonly unknown[] = Array.isArray(manifests) ? manifests : [];
  return found.filter(isRecord).flatMap(({ digest, artifactType, mediaType }) => {
    const type = artifactType ?? mediaType;
    return isDigest(digest) ? [{ digest, artifactType: typeof type === 'string' ? type : '' }] : [];
  });
}
