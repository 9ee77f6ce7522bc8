import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { digestOf, type Digest } from '../formats/oci/digest.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { Fault } from '../host/faults/fault.ts';
import { parseObject } from './parse-object.ts';
import { pushBlob } from './push-blob.ts';
import { putManifest } from './push-image.ts';
import type { Content } from './read-layout.ts';
import type { RegistryClient } from './registry-client.ts';

/** A document about an image: its SBOM, its provenance, a signature. */
export interface Attachment {
  readonly path: string;
  readonly artifactType: string;
  readonly bytes: Uint8Array;
}

/** The artifact types by what a document of JSON says of itself. */
const TYPES: readonly (readonly [key: string, value: RegExp, artifactType: string])[] = [
  ['bomFormat', /^CycloneDX$/, 'application/vnd.cyclonedx+json'],
  ['_type', /^https:\/\/in-toto\.io\/Statement\//, 'application/vnd.in-toto+json'],
  ['mediaType', /^application\/vnd\.dev\.sigstore\.bundle/, ''],
  ['@context', /^https:\/\/openvex\.dev\/ns/, 'application/vnd.openvex+json'],
];

/** @throws {Fault} `FILE_MISSING`; `ATTACHMENT_KIND` for a document of another kind. */
export function readAttachment(path: string): Attachment {
  const bytes = readBytes(path);
  const document = parseObject(bytes);
  for (const [key, pattern, artifactType] of TYPES) {
    const value = document[key];
    if (typeof value === 'string' && pattern.test(value))
      return { path, artifactType: artifactType || value, bytes };
  }
  throw new Fault('ATTACHMENT_KIND', { path });
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    const remedy = 'write the document first, or pass the path of one';
    throw new Fault('FILE_MISSING', { path, remedy });
  }
}

const EMPTY: Content = createContent('application/vnd.oci.empty.v1+json', '{}');

/**
 * Attaches a document to an image, as a referrer. A registry without the API of referrers gets the index of the
 * tag schema, which clients look at there.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md#guidelines-for-artifact-usage
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests-with-subject
 */
export async function pushReferrer(
  client: RegistryClient,
  subject: Content,
  attachment: Attachment,
): Promise<void> {
  const { artifactType, bytes, path } = attachment;
  const layer = { digest: digestOf(bytes), mediaType: artifactType, bytes };
  for (const blob of [EMPTY, layer]) await pushBlob(client, blob);
  const title = { 'org.opencontainers.image.title': basename(path) };
  const manifest = createContent(MEDIA_TYPES.manifest, {
    schemaVersion: 2,
    mediaType: MEDIA_TYPES.manifest,
    artifactType,
    config: describe(EMPTY),
    layers: [{ ...describe(layer), annotations: title }],
    subject: describe(subject),
  });
  const response = await putManifest(client, manifest);
  if (response.headers.get('oci-subject') !== null) return;
  await addToIndex(client, subject, { ...describe(manifest), artifactType });
}

function createContent(mediaType: string, document: string | object): Content {
  const text = typeof document === 'string' ? document : JSON.stringify(document);
  const bytes = Buffer.from(text);
  return { digest: digestOf(bytes), mediaType, bytes };
}

function describe({ digest, mediaType, bytes }: Content) {
  return { mediaType, digest, size: bytes.byteLength };
}

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#referrers-tag-schema */
export function nameReferrersTag(subject: Digest): string {
  return subject.replace(':', '-');
}

interface Referrers {
  readonly manifests: readonly { readonly digest: string }[];
}

async function addToIndex(
  client: RegistryClient,
  subject: Content,
  entry: { readonly digest: string; readonly artifactType: string },
): Promise<void> {
  const tag = nameReferrersTag(subject.digest);
  const url = `/v2/${client.repository}/manifests/${tag}`;
  const headers = { accept: MEDIA_TYPES.index };
  const response = await client.send({ method: 'GET', url, headers, expected: [200, 404] });
  const { manifests } =
    response.status === 200 ? ((await response.json()) as Referrers) : { manifests: [] };
  const others = manifests.filter(({ digest }) => digest !== entry.digest);
  const index = { schemaVersion: 2, mediaType: MEDIA_TYPES.index, manifests: [...others, entry] };
  await putManifest(client, createContent(MEDIA_TYPES.index, index), tag);
}
