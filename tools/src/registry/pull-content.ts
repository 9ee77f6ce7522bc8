import { digestOf, type Digest } from '../formats/oci/digest.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { isDigest } from './image-name.ts';
import type { RegistryClient } from './registry-client.ts';

/** What a registry should hold under a digest. */
export interface ContentRequest {
  readonly kind: 'blobs' | 'manifests';
  readonly digest: Digest;
  /** Length in bytes, if what refers to it says so. */
  readonly size?: number | undefined;
}

/** What a registry holds under a digest. */
export interface PulledContent {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
  /** Continues a sentence about it: `has the digest sha256:...`; undefined if it is intact. */
  readonly problem: string | undefined;
}

/** The problem of content that the registry does not have. */
export const MISSING = 'is missing';

/** Manifests of OCI and Docker, which have the same structure. */
const MANIFESTS = [
  MEDIA_TYPES.manifest,
  MEDIA_TYPES.index,
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

/** @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests (limit of registries) */
export const MANIFEST_BYTES = 4 * 1024 * 1024;

/**
 * Pulls content and compares it with its digest. Whatever the registry sends, no more than the content is read.
 *
 * @throws {Fault} those of the client.
 */
export async function pullContent(
  client: RegistryClient,
  { kind, digest, size }: ContentRequest,
): Promise<PulledContent> {
  const url = `/v2/${client.repository}/${kind}/${digest}`;
  const headers = kind === 'manifests' ? { accept: MANIFESTS } : {};
  const limit = size ?? MANIFEST_BYTES;
  const request = { method: 'GET', url, headers, expected: [200, 404] } as const;
  const { response, bytes } = await client.read(request, limit);
  const mediaType = response.headers.get('content-type') ?? '';
  const found = { digest, mediaType, bytes };
  if (response.status === 404) return { ...found, problem: MISSING };
  if (bytes.byteLength > limit) return { ...found, problem: `has more than ${limit} bytes` };
  const actual = digestOf(bytes);
  return { ...found, problem: actual === digest ? undefined : `has the digest ${actual}` };
}

/**
 * Finds what a tag names.
 *
 * @returns Undefined if there is no such tag.
 */
export async function resolveTag(client: RegistryClient, tag: string): Promise<Digest | undefined> {
  const url = `/v2/${client.repository}/manifests/${tag}`;
  const headers = { accept: MANIFESTS };
  const request = { method: 'GET', url, headers, expected: [200, 404] } as const;
  const { response, bytes } = await client.read(request, MANIFEST_BYTES);
  if (response.status === 404) return undefined;
  const stated = response.headers.get('docker-content-digest');
  return isDigest(stated) ? stated : digestOf(bytes);
}
