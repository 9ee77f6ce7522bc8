import { readFileSync } from 'node:fs';
import { digestOf, type Digest } from '../formats/oci/digest.ts';
import { MEDIA_TYPES } from '../formats/oci/image.ts';
import { parseMembers } from '../formats/parse-tar.ts';
import { renderTar } from '../formats/tar.ts';
import { Fault } from '../host/faults/fault.ts';
import { parseObject } from './parse-object.ts';

/** A part of an image, by its digest. */
export interface Content {
  readonly digest: Digest;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** The parts of an image in the order of a push: what refers to others comes after them. */
export interface Layout {
  readonly blobs: readonly Content[];
  /** Manifests of an index; none if the root is the only one. */
  readonly manifests: readonly Content[];
  /** What the tag names: a manifest, or an index of several. */
  readonly root: Content;
}

/** How one part refers to another. */
export interface Descriptor {
  readonly mediaType: string;
  readonly digest: Digest;
  readonly size: number;
  readonly platform?: { readonly os: string; readonly architecture: string };
  readonly annotations?: Readonly<Record<string, string>>;
}

interface Document {
  readonly manifests?: readonly Descriptor[];
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
}

/**
 * Reads an OCI image layout in a tar, such as `image.tar`, and checks the digest of each part.
 *
 * @throws {Fault} `FILE_MISSING`, `LAYOUT_FORMAT`.
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
export function readLayout(path: string): Layout {
  return parseLayout(readFile(path), path);
}

/**
 * Parses an OCI image layout in a tar.
 *
 * @param path For messages.
 * @throws {Fault} `LAYOUT_FORMAT`.
 */
export function parseLayout(tar: Uint8Array, path: string): Layout {
  const files = parseFiles(tar, path);
  const fail = (reason: string): never => {
    throw new Fault('LAYOUT_FORMAT', { path, reason });
  };
  const index = files.get('index.json') ?? fail('it has no index.json');
  const { manifests = [] } = parseIndex(index) ?? fail('its index.json is no object of JSON');
  const [root, second] = manifests;
  if (root === undefined || second !== undefined) return fail('its index.json names not one image');
  const take = ({ digest, mediaType }: Descriptor): Content => {
    const bytes = files.get(pathOf({ digest })) ?? fail(`it lacks ${digest}`);
    if (digestOf(bytes) !== digest) fail(`the content of ${digest} has another digest`);
    return { digest, mediaType, bytes };
  };
  const top = take(root);
  const images = root.mediaType === MEDIA_TYPES.index ? listManifests(top).map(take) : [];
  const blobs = (images.length > 0 ? images : [top]).flatMap(listBlobs).map(take);
  return { blobs: unique(blobs), manifests: images, root: top };
}

function readFile(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new Fault('FILE_MISSING', { path, remedy: 'build the image, or pass the path of one' });
  }
}

function parseFiles(tar: Uint8Array, path: string): ReadonlyMap<string, Uint8Array> {
  try {
    return new Map(parseMembers(tar).map((member) => [member.path, member.content]));
  } catch (error) {
    throw new Fault('LAYOUT_FORMAT', { path, reason: (error as Error).message });
  }
}

export function listManifests({ bytes }: Pick<Content, 'bytes'>): readonly Descriptor[] {
  return parse(bytes).manifests ?? [];
}

/** Lists the processors of an image, in the terms of OCI. */
export function listArchitectures({ blobs, manifests, root }: Layout): readonly string[] {
  const configs = (manifests.length > 0 ? manifests : [root]).map(
    (manifest) => parse(manifest.bytes).config?.digest,
  );
  return blobs
    .filter(({ digest }) => configs.includes(digest))
    .map(({ bytes }) => parseObject(bytes)['architecture'])
    .map((architecture) => (typeof architecture === 'string' ? architecture : 'no processor'));
}

/**
 * Selects the image for a processor.
 *
 * @param architecture In the terms of OCI.
 * @returns Undefined if there is none.
 */
export function selectImage(
  { blobs, manifests, root }: Layout,
  architecture: string,
): Layout | undefined {
  const take = ({ digest }: Descriptor) => blobs.filter((blob) => blob.digest === digest);
  return (manifests.length > 0 ? manifests : [root])
    .map((manifest) => ({
      root: manifest,
      manifests: [],
      blobs: listBlobs(manifest).flatMap(take),
    }))
    .find((image) => listArchitectures(image).includes(architecture));
}

/**
 * Renders a layout as a tar without the names of its image, so that two with the same parts have the same bytes.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
export function renderLayout({ blobs, manifests, root }: Layout): Uint8Array {
  const { digest, mediaType, bytes } = root;
  const descriptor = { mediaType, digest, size: bytes.byteLength };
  const index = { schemaVersion: 2, manifests: [descriptor] };
  const contents = unique([root, ...manifests, ...blobs]);
  const files: readonly (readonly [string, Uint8Array])[] = [
    ['oci-layout', Buffer.from('{"imageLayoutVersion":"1.0.0"}')],
    ['index.json', Buffer.from(JSON.stringify(index))],
    ...contents.map((content) => [pathOf(content), content.bytes] as const),
  ];
  return renderTar(files.map(([path, file]) => ({ path, type: 'file', mode: 0o644, bytes: file })));
}

/** Path of a blob in a layout. */
function pathOf({ digest }: Pick<Descriptor, 'digest'>): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** Lists what a manifest consists of: configuration, then layers. */
export function listBlobs({ bytes }: Pick<Content, 'bytes'>): readonly Descriptor[] {
  const { config, layers = [] } = parse(bytes);
  return config === undefined ? layers : [config, ...layers];
}

function parseIndex(bytes: Uint8Array): Document | undefined {
  try {
    return parse(bytes);
  } catch {
    return undefined;
  }
}

function parse(bytes: Uint8Array): Document {
  return JSON.parse(Buffer.from(bytes).toString()) as Document;
}

function unique(contents: readonly Content[]): readonly Content[] {
  return [...new Map(contents.map((content) => [content.digest, content])).values()];
}
