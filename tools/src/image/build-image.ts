import { join } from 'node:path';
import { buildAppFile } from '../code-cache/build-app-file.ts';
import { checkCodeCache } from '../code-cache/check-code-cache.ts';
import type { WarmUp } from '../code-cache/take-code-cache.ts';
import type { Architecture } from '../oci/config.ts';
import { renderArchive } from '../oci/archive.ts';
import type { Digest } from '../oci/digest.ts';
import { renderImage } from '../oci/image.ts';
import { renderLayer, type LayerFacts } from '../oci/layer.ts';
import { parseReference } from '../oci/reference.ts';
import { describeImage, renderBuildArguments, type ImageSubject } from './describe-image.ts';
import { readBuiltRuntime } from './read-built-runtime.ts';
import { writeOutputs } from './write-outputs.ts';

export interface ImageParts {
  /** Folder that the runtime stage wrote. */
  readonly runtimePath: string;
  /** The app's bundle. */
  readonly bundlePath: string;
  /** How to take the code cache on this machine, for images of its architecture. */
  readonly warmUp: WarmUp | undefined;
  readonly hostArchitecture: Architecture | undefined;
  /** `[registry/]name[:tag]` for whoever loads the archive. */
  readonly reference: string;
}

export interface BuiltImage {
  /** The name under which an engine loads the image. */
  readonly name: string;
  readonly digest: Digest;
  readonly runtime: LayerFacts;
  readonly app: LayerFacts;
}

/**
 * Builds an image of two layers, the runtime and the app, into the output folder.
 *
 * @throws {Fault} `IMAGE_REFERENCE`, `FILE_MISSING`, `RUNTIME_DAMAGED`, `APP_MISSING`, `APP_COLD`,
 *   `CODE_CACHE_REFUSED`; the folder is then as it was.
 */
export async function buildImage(
  outputPath: string,
  parts: ImageParts,
  subject: ImageSubject,
): Promise<BuiltImage> {
  const reference = parseReference(parts.reference);
  const runtime = readBuiltRuntime(parts.runtimePath);
  // V8 refuses what another processor took: such an image goes without and only starts slower.
  const warmUp = runtime.architecture === parts.hostArchitecture ? parts.warmUp : undefined;
  const bytes = buildAppFile(parts.bundlePath, warmUp);
  const app = { path: 'server.app', mode: 0o644, bytes } as const;
  const appLayer = renderLayer([{ ...app, type: 'file' }]);
  const image = renderImage(describeImage(subject, runtime.architecture), [
    { ...runtime.layer, createdBy: 'nx run tools:runtime' },
    { ...appLayer, createdBy: `nx run ${subject.title}:bundle` },
  ]);
  const { digest } = image.manifest.descriptor;
  await writeOutputs(outputPath, {
    archive: renderArchive(image, reference),
    digest,
    buildArguments: renderBuildArguments(subject),
    runtimeLayer: runtime.layer.blob,
    appLayer: appLayer.blob,
    runtimeRootfsPath: runtime.rootfsPath,
    app,
    check: async (rootfsPath) => {
      const executablePath = join(rootfsPath, 'server');
      if (warmUp) await checkCodeCache({ executablePath, appFile: bytes }, warmUp);
    },
  });
  return { name: reference.familiar, digest, runtime: runtime.layer, app: appLayer };
}
