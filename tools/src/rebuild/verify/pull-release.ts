import { SBOM } from '../../attestation/sbom/read-sbom.ts';
import { Fault } from '../../host/faults/fault.ts';
import { findPart } from '../compare/find-part.ts';
import { readCredentials, type Credentials } from '../../registry/credentials.ts';
import { findOrigin } from '../../registry/find-origin.ts';
import { parseImageName, type ImageName } from '../../registry/image-name.ts';
import { parseObject } from '../../registry/parse-object.ts';
import { MISSING, resolveTag } from '../../registry/pull-content.ts';
import { pullImage, type PulledImage, type PulledPart } from '../../registry/pull-image.ts';
import { pullReferrers, type PulledReferrers } from '../../registry/pull-referrers.ts';
import {
  listArchitectures,
  parseLayout,
  renderLayout,
  selectImage,
  type Layout,
} from '../../registry/read-layout.ts';
import { createRegistryClient } from '../../registry/registry-client.ts';
import type { Artefact } from '../compare/compare-artefacts.ts';
import { renderPublished } from './render-published.ts';

/** An image in a registry, whose parts all have their digests. */
export interface PulledRelease {
  /** The image for one processor, as a layout without names. */
  readonly release: Artefact;
  /** A sentence for each property of it that a build cannot show. */
  readonly gaps: readonly string[];
}

export interface PullSurroundings {
  /** Processor of this machine, in the terms of OCI and Debian. */
  readonly architecture: string;
  readonly env: NodeJS.ProcessEnv;
  /** Default: those that Docker or podman stored. */
  readonly credentials: Credentials | undefined;
  /** Receives the list of the parts. */
  readonly report: (text: string) => void;
}

/**
 * Pulls an image and what refers to it from a registry.
 *
 * @throws {Fault} `REGISTRY_ABSENT`; `REGISTRY_ALTERED` with each part that is not what its digest says;
 *   `RELEASE_PROCESSOR`; those of `parseImageName`, `readCredentials` and the client.
 */
export async function pullRelease(
  text: string,
  { architecture, env, credentials, report }: PullSurroundings,
): Promise<PulledRelease> {
  const { image, referrers, name } = await pull(text, { env, credentials });
  const { layout } = image;
  const problems = [...image.parts, ...referrers.parts].flatMap(describeProblem);
  const misled = referrers.documents.filter((document) => isOfOther(document, layout));
  const all = [...problems, ...misled.map(({ name: title }) => `${title}: is about another image`)];
  if (all.length > 0) throw new Fault('REGISTRY_ALTERED', { name, problems: all });
  report(renderPublished(name, [...image.parts, ...referrers.parts]));
  const release = toArtefact(name, select(layout, name, architecture));
  const others = listArchitectures(layout).filter((other) => other !== architecture);
  return { release, gaps: [...describeOthers(others), ...describeSboms(image, referrers)] };
}

async function pull(
  text: string,
  { env, credentials }: Pick<PullSurroundings, 'env' | 'credentials'>,
): Promise<{ image: PulledImage; referrers: PulledReferrers; name: string }> {
  const parsed = parseImageName(text);
  const known = credentials ?? readCredentials(parsed.registry, env);
  const found = { ...parsed, origin: await findOrigin(parsed) };
  const client = createRegistryClient({ image: found, credentials: known });
  const { registry, repository, tag = '' } = parsed;
  const digest = parsed.digest ?? (await resolveTag(client, tag));
  if (digest === undefined) throw new Fault('REGISTRY_ABSENT', { name: text });
  const image = await pullImage(client, digest);
  if (image.parts[0]?.problem === MISSING) throw new Fault('REGISTRY_ABSENT', { name: text });
  const referrers = await pullReferrers(client, digest);
  return { image, referrers, name: nameByDigest({ registry, repository }, digest) };
}

function nameByDigest(
  { registry, repository }: Pick<ImageName, 'registry' | 'repository'>,
  digest: string,
): string {
  return `${registry}/${repository}@${digest}`;
}

function describeProblem({ name, digest, problem }: PulledPart): readonly string[] {
  return problem === undefined ? [] : [`${name}, ${digest}: ${problem}`];
}

/** Tells whether a statement of in-toto names other digests than those of the image. */
function isOfOther({ bytes }: PulledPart, { root, manifests }: Layout): boolean {
  const { _type: type, subject } = parseObject(bytes);
  if (typeof type !== 'string' || !type.startsWith('https://in-toto.io/Statement/')) return false;
  const text = JSON.stringify(subject ?? []);
  return ![root, ...manifests].some(({ digest }) => text.includes(digest.replace('sha256:', '')));
}

function describeOthers(architectures: readonly string[]): readonly string[] {
  if (architectures.length === 0) return [];
  const names = architectures.join(' and ');
  return [`The image for ${names} and the index have their digests, but were not built here.`];
}

/** An SBOM that another tool wrote is no fault, but the build says nothing about it. */
function describeSboms({ layout }: PulledImage, { documents }: PulledReferrers): readonly string[] {
  const sboms = documents.filter(({ bytes }) => parseObject(bytes)['bomFormat'] === 'CycloneDX');
  if (sboms.length === 0) return [];
  const own = listArchitectures(layout).flatMap((architecture) => {
    const image = selectImage(layout, architecture);
    return image === undefined ? [] : (findPart(toArtefact('', image), SBOM) ?? []);
  });
  return sboms
    .filter(({ bytes }) => !own.some((known) => Buffer.compare(bytes, known) === 0))
    .map(({ name }) => `The attached ${name} is not the SBOM in the image.`);
}

function toArtefact(name: string, image: Layout): Artefact {
  return { name, bytes: renderLayout(image) };
}

/**
 * Returns of a built image what {@link pullRelease} returns of one in a registry: without the name that it has in the
 * archive, and for one processor.
 *
 * @throws {Fault} `LAYOUT_FORMAT`, `RELEASE_PROCESSOR`.
 */
export function selectPlatform({ name, bytes }: Artefact, architecture: string): Artefact {
  return toArtefact(name, select(parseLayout(bytes, name), name, architecture));
}

function select(layout: Layout, name: string, expected: string): Layout {
  const selected = selectImage(layout, expected);
  if (selected !== undefined) return selected;
  const found = listArchitectures(layout).join(' and ');
  throw new Fault('RELEASE_PROCESSOR', { name, found, expected });
}
