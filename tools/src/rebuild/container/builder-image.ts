import { Fault } from '../../host/faults/fault.ts';
import type { Digest } from '../../formats/oci/digest.ts';
import type { Engine } from './find-engine.ts';
import type { Step } from './step.ts';

/** The image that a build runs in, by content: what its name stands for tomorrow does not matter. */
export interface BuilderImage {
  /** What the engine is given: the ID of the image that it made, or a name with a digest. */
  readonly reference: string;
  readonly digest: Digest;
  /** Digest of the base image's files, its first layer's DiffID; unknown of an image taken by digest. */
  readonly base: Digest | undefined;
}

/** What the builder image is made from. */
export interface BuilderRecipe {
  /** Folder of builder.Dockerfile, absolute: all that the engine sees when it makes the image. */
  readonly folder: string;
  /** Name that stands for the content of the folder. */
  readonly name: string;
}

/** Stands for what is known only after the image is made: in the commands that a dry run prints. */
export const UNBUILT_IMAGE: BuilderImage = {
  reference: 'BUILDER',
  digest: 'sha256:BUILDER',
  base: 'sha256:BASE',
};

/**
 * Plans the builder image, and asks the engine what it has made: the image's ID, and its first layer.
 * The ID of the base is no use: BuildKit does not keep that image, and each engine has its own.
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
      purpose: 'make the builder image',
      command: [engine, 'build', '--tag', name, '--file', file, folder],
    },
    {
      purpose: 'identify the builder image',
      command: [engine, 'image', 'inspect', format, name],
      stdoutPath: answerPath,
    },
  ];
}

/** Reads what an engine answers: Docker writes an algorithm before the ID, Podman does not. */
export function parseBuilderAnswer(text: string): BuilderImage {
  const { id, base } =
    /^(?:sha256:)?(?<id>[0-9a-f]{64}) sha256:(?<base>[0-9a-f]{64})\n$/.exec(text)?.groups ?? {};
  if (id === undefined || base === undefined)
    throw new Error(`The engine says of the builder image: ${text}`);
  return { reference: `sha256:${id}`, digest: `sha256:${id}`, base: `sha256:${base}` };
}

/**
 * Reads the name of a builder image that somebody else made of builder.Dockerfile.
 *
 * @throws {Fault} `BUILDER_UNPINNED` for a name without a digest.
 */
export function parseBuilderReference(text: string): BuilderImage {
  const { digest } = /^[^\s@]+@sha256:(?<digest>[0-9a-f]{64})$/.exec(text)?.groups ?? {};
  if (digest === undefined) throw new Fault('BUILDER_UNPINNED', { text });
  return { reference: text, digest: `sha256:${digest}`, base: undefined };
}
