import { renderArchive } from '../../formats/oci/archive.ts';
import type { Digest } from '../../formats/oci/digest.ts';
import { renderImage, type Image } from '../../formats/oci/image.ts';
import { renderRoot } from '../../formats/oci/image-index.ts';
import { renderLayer } from '../../formats/oci/layer.ts';
import { parseReference } from '../../formats/oci/reference.ts';
import type { Architecture } from '../../formats/processor.ts';
import { PROGRAM } from '../../node/runtime/layout.ts';
import { planRootfs, type Runtime } from '../../node/runtime/plan-rootfs.ts';

/** Node for one processor. */
export interface NodeVariant extends Runtime {
  readonly architecture: Architecture;
  /** Release of Node. */
  readonly version: string;
}

export interface NodeImage {
  readonly archive: Uint8Array;
  readonly digest: Digest;
}

/**
 * Renders an image of Node alone, without an app: a base for a Dockerfile. Its one layer has Node at the path
 * that it has in every image, the account, `/tmp` and the licences.
 *
 * @param reference `[registry/]name[:tag]`, the name of the loaded image.
 * @throws {Fault} `IMAGE_REFERENCE`
 */
export function renderNodeImage(variants: readonly NodeVariant[], reference: string): NodeImage {
  const images = variants.map(renderVariant);
  const { digest } = renderRoot(images).descriptor;
  return { archive: renderArchive(images, parseReference(reference)), digest };
}

function renderVariant({ architecture, version, ...runtime }: NodeVariant): Image {
  const description = {
    architecture,
    createdSeconds: 0, // of no commit: the same Node gives the same image
    user: '65532:65532',
    entrypoint: [`/${PROGRAM}`],
    tcpPorts: [],
    environment: {},
    volumes: [],
    labels: {
      'org.opencontainers.image.title': 'node',
      'org.opencontainers.image.version': version,
    },
  };
  const layer = renderLayer(planRootfs(runtime), 'gzip');
  const comment = 'Node and its libraries, as one file';
  return renderImage(description, [
    { ...layer, createdBy: 'tscratch image --runtime-only', comment },
  ]);
}
