import type { Digest } from '../formats/oci/digest.ts';
import { Fault } from '../host/faults/fault.ts';
import type { ImageName } from './image-name.ts';
import { pushBlob, type BlobOutcome } from './push-blob.ts';
import type { Content, Layout } from './read-layout.ts';
import type { RegistryClient } from './registry-client.ts';

export interface PushOptions {
  readonly client: RegistryClient;
  readonly image: Pick<ImageName, 'tag' | 'digest'>;
  /** Repository of the same registry to take blobs from. */
  readonly from?: string | undefined;
  /** Called for each blob when it is in the registry. */
  readonly report: (content: Content, outcome: BlobOutcome) => void;
}

/** Uploads at a time, as those of Docker's `max-concurrent-uploads`. */
const UPLOADS = 5;

/**
 * Pushes an image: blobs first, then the manifests that refer to them, and the tag last, so that it never
 * names an image that is not complete.
 *
 * @returns The digest under which the registry serves the image.
 * @throws {Fault} `REGISTRY_DIGEST`, those of the client.
 */
export async function pushImage(layout: Layout, options: PushOptions): Promise<Digest> {
  const { client, image, from, report } = options;
  const { root } = layout;
  if (image.digest !== undefined && image.digest !== root.digest)
    throw new Fault('REGISTRY_DIGEST', { expected: image.digest, found: root.digest });
  const waiting = [...layout.blobs];
  const work = async (): Promise<void> => {
    for (let content = waiting.shift(); content; content = waiting.shift())
      report(content, await pushBlob(client, content, from));
  };
  await Promise.all(Array.from({ length: UPLOADS }, work));
  for (const manifest of layout.manifests) await putManifest(client, manifest);
  await putManifest(client, root, image.tag);
  return root.digest;
}

/**
 * Puts a manifest or an index into a repository.
 *
 * @param name Tag; default: its digest.
 * @see https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pushing-manifests
 */
export async function putManifest(
  client: RegistryClient,
  { digest, mediaType, bytes }: Content,
  name: string = digest,
): Promise<Response> {
  const response = await client.send({
    method: 'PUT',
    url: `/v2/${client.repository}/manifests/${name}`,
    headers: { 'content-type': mediaType },
    body: bytes,
    expected: [201],
  });
  const found = response.headers.get('docker-content-digest') ?? digest;
  if (found !== digest) throw new Fault('REGISTRY_DIGEST', { expected: digest, found });
  return response;
}
