import { join } from 'node:path';
import { buildAppFile } from '../../app/code-cache/build-app-file.ts';
import { checkCodeCache } from '../../app/code-cache/check-code-cache.ts';
import type { WarmUp } from '../../app/code-cache/take-code-cache.ts';
import { renderArchive } from '../../formats/oci/archive.ts';
import type { Compression } from '../../formats/oci/compression.ts';
import { digestOf, type Digest } from '../../formats/oci/digest.ts';
import { renderImage, type Image } from '../../formats/oci/image.ts';
import { renderRoot } from '../../formats/oci/image-index.ts';
import { renderLayer, type LayerFacts } from '../../formats/oci/layer.ts';
import { parseReference } from '../../formats/oci/reference.ts';
import { machineOf, type Architecture } from '../../formats/processor.ts';
import type { Subject } from '../../attestation/provenance/render-provenance.ts';
import { readSbom } from '../../attestation/sbom/read-sbom.ts';
import { PROGRAM } from '../../node/runtime/layout.ts';
import { describeImage, renderBuildArguments, type ImageSubject } from './describe-image.ts';
import { planAppFiles } from './plan-app-files.ts';
import { readBuiltRuntime } from './read-built-runtime.ts';
import { writeOutputs, type VariantOutputs } from './write-outputs.ts';

export interface ImageParts {
  /** The app's bundle. */
  readonly bundlePath: string;
  /** Output folder of the sbom stage. */
  readonly sbomPath: string;
  /** One for each processor; readers that can use only one get the first. */
  readonly variants: readonly Variant[];
  /** `[registry/]name[:tag]`, the name of the loaded image. */
  readonly reference: string;
  /** Compression of both layers; the runtime stage has already compressed its layer. */
  readonly compression: Compression;
  /** Renders the provenance of the outputs. */
  readonly record: (subjects: readonly Subject[]) => Uint8Array;
}

/** The inputs of an image for one processor. */
export interface Variant {
  /** Output folder of the runtime stage for the processor. */
  readonly runtimePath: string;
  /** How to take the code cache; V8 rejects caches of other processors. */
  readonly warmUp: WarmUp | undefined;
}

export interface BuiltImage {
  /** The name of the image after an engine has loaded it. */
  readonly name: string;
  /** Digest of the image, or of the index of several. */
  readonly digest: Digest;
  readonly variants: readonly BuiltVariant[];
}

export interface BuiltVariant {
  readonly architecture: Architecture;
  readonly runtime: LayerFacts;
  readonly app: LayerFacts;
}

/**
 * Builds an image of two layers, the runtime and the app, for each processor into the output folder.
 *
 * @throws {Fault} `IMAGE_REFERENCE`, `FILE_MISSING`, `RUNTIME_DAMAGED`, `APP_MISSING`, `WARM_UP_FAILED`,
 *   `CODE_CACHE_REFUSED`; the folder is unchanged then.
 */
export async function buildImage(
  outputPath: string,
  parts: ImageParts,
  subject: ImageSubject,
): Promise<BuiltImage> {
  const reference = parseReference(parts.reference);
  const variants = parts.variants.map((variant) => renderVariant(variant, parts, subject));
  const images = variants.map(({ image }) => image);
  const { digest } = renderRoot(images).descriptor;
  const archive = renderArchive(images, reference);
  await writeOutputs(outputPath, {
    archive,
    digest,
    provenance: parts.record([
      { name: reference.familiar, digest },
      { name: 'image.tar', digest: digestOf(archive) },
    ]),
    buildArguments: renderBuildArguments(subject),
    variants: variants.map(({ outputs }) => outputs),
  });
  return { name: reference.familiar, digest, variants: variants.map(({ built }) => built) };
}

/** An image, its other outputs, and its report. */
interface RenderedVariant {
  readonly image: Image;
  readonly outputs: VariantOutputs;
  readonly built: BuiltVariant;
}

function renderVariant(
  { runtimePath, warmUp }: Variant,
  { bundlePath, sbomPath, compression }: ImageParts,
  subject: ImageSubject,
): RenderedVariant {
  const { architecture, layer: runtime, rootfsPath } = readBuiltRuntime(runtimePath, compression);
  const { appFile, files } = buildAppFile(bundlePath, machineOf(architecture), warmUp);
  const sbom = readSbom(sbomPath, architecture);
  const app = planAppFiles({ appFile, files, sbom }, subject.run);
  const appLayer = renderLayer(app, compression);
  const image = renderImage(describeImage(subject, architecture), [
    {
      ...runtime,
      createdBy: 'nx run tools:runtime',
      comment: 'Node and its libraries, as one file',
    },
    { ...appLayer, createdBy: `nx run ${subject.title}:bundle`, comment: subject.title },
  ]);
  const check = async (path: string): Promise<void> => {
    const artefact = { executablePath: join(path, PROGRAM), appFile };
    if (warmUp) await checkCodeCache(artefact, warmUp);
  };
  return {
    image,
    outputs: { runtimeLayer: runtime, appLayer, runtimeRootfsPath: rootfsPath, app, check },
    built: { architecture, runtime, app: appLayer },
  };
}
