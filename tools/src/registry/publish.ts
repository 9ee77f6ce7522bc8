import { formatSize } from '../host/format-size.ts';
import { readCredentials, type Credentials } from './credentials.ts';
import { findOrigin } from './find-origin.ts';
import { parseImageName } from './image-name.ts';
import { pushImage } from './push-image.ts';
import { pushReferrer, readAttachment } from './push-referrer.ts';
import { readLayout } from './read-layout.ts';
import { createRegistryClient } from './registry-client.ts';

export interface Publication {
  /** `image.tar`. */
  readonly imagePath: string;
  /** `registry/repository[:tag]`. */
  readonly name: string;
  /** Documents about the image. */
  readonly attachmentPaths: readonly string[];
  /** Default: those that Docker or podman stored. */
  readonly credentials?: Credentials | undefined;
  /** Repository of the same registry that may have layers of this image. */
  readonly from?: string | undefined;
}

export interface PublishSurroundings {
  readonly env: NodeJS.ProcessEnv;
  /** Reports progress, a line at a time. */
  readonly report: (line: string) => void;
}

/**
 * Publishes an image in a registry, and documents about it as its referrers, without a container engine.
 *
 * @returns The name by digest, to deploy: `registry/repository@sha256:...`.
 * @throws {Fault} those of `parseImageName`, `readLayout`, `readAttachment`, `readCredentials` and the client.
 */
export async function publish(
  { imagePath, name, attachmentPaths, credentials, from }: Publication,
  { env, report }: PublishSurroundings,
): Promise<string> {
  const image = parseImageName(name);
  const layout = readLayout(imagePath);
  const attachments = attachmentPaths.map(readAttachment);
  const known = credentials ?? readCredentials(image.registry, env);
  const found = { ...image, origin: await findOrigin(image) };
  const client = createRegistryClient({ image: found, credentials: known });
  const digest = await pushImage(layout, {
    client,
    image,
    from,
    report: ({ bytes, digest: blob }, outcome) => {
      report(`${blob.slice(0, 19)}  ${formatSize(bytes.byteLength).padStart(9)}  ${outcome}`);
    },
  });
  for (const attachment of attachments) {
    await pushReferrer(client, layout.root, attachment);
    report(`${attachment.path}  attached as ${attachment.artifactType}`);
  }
  return `${image.registry}/${image.repository}@${digest}`;
}
