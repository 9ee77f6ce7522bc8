import { Fault } from '../../host/faults/fault.ts';
import type { Digest } from '../../formats/oci/digest.ts';
import type { Engine } from './find-engine.ts';
import type { Step } from './step.ts';

/** The image that a build runs in, identified by content, because its name may refer to another image later. */
export interface BuilderImage {
  /** Argument for the engine: the ID of the image that it built, or a name with a digest. */
  readonly reference: string;
  readonly digest: Digest;
  /** Digest of the files of the base image, the DiffID of its first layer; undefined for a pulled image. */
  readonly base: Digest | undefined;
}

/** The inputs of the builder image. */
export interface BuilderRecipe {
  /** Absolute path of the folder of builder.Dockerfile, the build context. */
  readonly folder: string;
  /** Name that identifies the content of the folder. */
  readonly name: string;
}

/** Placeholder in the commands of a dry run, which does not build the image. */
export const UNBUILT_IMAGE: BuilderImage = {
  reference: 'BUILDER',
  digest: 'sha256:BUILDER',
  base: 'sha256:BASE',
};

/**
 * Plans building the builder image and inspecting it: its ID, and its first layer. The ID of the base
 * would not help: BuildKit does not keep that image, and each engine has its own ID.
 *
 * @param answerPath File for the answer, which `parseBuilderAnswer` reads.
 */
export function planBuilderImage(
  engine: Engine,
  { folder, name }: BuilderRecipe,
  answerPath: string,
): readonly Step[] {
  const file = `${folder}/builder.Dockerfile`;
  const format = '--format={{.Id}} {{index .RootFS.Layers 0}}';
  return [
    {
      purpose: 'build the builder image',
      command: [engine, 'build', '--tag', name, '--file', file, folder],
    },
    {
      purpose: 'identify the builder image',
      command: [engine, 'image', 'inspect', format, name],
      stdoutPath: answerPath,
    },
  ];
}

/** Parses the answer of an engine: Docker prefixes the ID with its algorithm, Podman does not. */
export function parseBuilderAnswer(text: string): BuilderImage {
  const { id, base } =
    /^(?:sha256:)?(?<id>[0-9a-f]{64}) sha256:(?<base>[0-9a-f]{64})\n$/.exec(text)?.groups ?? {};
  if (id === undefined || base === undefined)
    throw new Error(`Unexpected answer of the engine about the builder image: ${text}`);
  return { reference: `sha256:${id}`, digest: `sha256:${id}`, base: `sha256:${base}` };
}

/**
 * Parses the name of a builder image that was built elsewhere from builder.Dockerfile.
 *
 * @throws {Fault} `BUILDER_UNPINNED` for a name without a digest.
 */
export function parseBuilderReference(text: string): BuilderImage {
  const { digest } = /^[^\s@]+@sha256:(?<digest>[0-9a-f]{64})$/.exec(text)?.groups ?? {};
  if (digest === undefined) throw new Fault('BUILDER_UNPINNED', { text });
  return { reference: text, digest: `sha256:${digest}`, base: undefined };
}
