import { existsSync, readFileSync } from 'node:fs';
import { Fault } from '../fault/fault.ts';
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
  readonly appPath: string;
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
 * @throws {Fault} `IMAGE_REFERENCE`, `FILE_MISSING`, `RUNTIME_DAMAGED`, `APP_MISSING`; the folder is
 *   then as it was.
 */
export function buildImage(
  outputPath: string,
  parts: ImageParts,
  subject: ImageSubject,
): BuiltImage {
  const reference = parseReference(parts.reference);
  const runtime = readBuiltRuntime(parts.runtimePath);
  const app = { path: 'app.cjs', mode: 0o644, bytes: readApp(parts.appPath) } as const;
  const appLayer = renderLayer([{ ...app, type: 'file' }]);
  const image = renderImage(describeImage(subject, runtime.architecture), [
    { ...runtime.layer, createdBy: 'nx run tools:runtime' },
    { ...appLayer, createdBy: `nx run ${subject.title}:bundle` },
  ]);
  const { digest } = image.manifest.descriptor;
  writeOutputs(outputPath, {
    archive: renderArchive(image, reference),
    digest,
    buildArguments: renderBuildArguments(subject),
    runtimeLayer: runtime.layer.blob,
    appLayer: appLayer.blob,
    runtimeRootfsPath: runtime.rootfsPath,
    app,
  });
  return { name: reference.familiar, digest, runtime: runtime.layer, app: appLayer };
}

function readApp(path: string): Buffer {
  if (existsSync(path)) return readFileSync(path);
  throw new Fault('APP_MISSING', { path });
}
