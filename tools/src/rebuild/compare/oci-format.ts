import { parseMembers, type TarMember } from '../../formats/parse-tar.ts';
import { memberParts, tarFormat } from './tar-format.ts';
import type { Format, Part } from './part.ts';

/**
 * An OCI image layout in a tar. The layers of an image come first, then the configuration and the
 * manifests, which contain the digests of the parts before them.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/image-layout.md
 */
export const ociFormat: Format = {
  name: 'OCI image layout',
  recognises: (bytes) => tarFormat.recognises(bytes) && holdsLayout(bytes),
  parse: (bytes) => {
    const members = parseMembers(bytes);
    const layout = new Layout(members);
    const isBlob = (path: string) => path.startsWith('blobs/');
    return [...layout.parts(), ...memberParts(bytes, members, isBlob)];
  },
};

function holdsLayout(bytes: Uint8Array): boolean {
  try {
    return parseMembers(bytes).some(({ path }) => path === 'oci-layout');
  } catch (error) {
    if (error instanceof RangeError) return false; // it is a damaged tar
    throw error;
  }
}

/** The fields that are read here; a missing field is an error. */
interface LayoutDescriptor {
  readonly digest: string;
  readonly platform?: { readonly os: string; readonly architecture: string };
}

class Layout {
  readonly #members: ReadonlyMap<string, TarMember>;

  constructor(members: readonly TarMember[]) {
    this.#members = new Map(members.map((member) => [member.path, member]));
  }

  parts(): readonly Part[] {
    const index = readJson(this.#find('index.json').content);
    return this.#indexParts(readDescriptors(index, 'manifests'));
  }

  /** Returns the parts of all images below an index, then the nested indexes themselves. */
  #indexParts(descriptors: readonly LayoutDescriptor[]): readonly Part[] {
    return descriptors.flatMap((descriptor) => {
      const member = this.#blob(descriptor);
      const content = readJson(member.content);
      if (!('manifests' in content)) return this.#imageParts(member, descriptor);
      const inner = this.#indexParts(readDescriptors(content, 'manifests'));
      return [...inner, partOf('image index', member)];
    });
  }

  #imageParts(manifest: TarMember, { platform }: LayoutDescriptor): readonly Part[] {
    const content = readJson(manifest.content);
    const config = this.#blob(readDescriptor(content['config']));
    const layers = readDescriptors(content, 'layers').map((layer) => this.#blob(layer));
    const image = namePlatform(platform ?? readJson(config.content));
    return [
      ...layers.map((layer, index) => partOf(`layer ${index + 1} of ${image}`, layer)),
      partOf(`config of ${image}`, config),
      partOf(`manifest of ${image}`, manifest),
    ];
  }

  #blob({ digest }: LayoutDescriptor): TarMember {
    return this.#find(`blobs/${digest.replace(':', '/')}`);
  }

  #find(path: string): TarMember {
    const member = this.#members.get(path);
    if (member === undefined) throw new RangeError(`expected a member "${path}"`);
    return member;
  }
}

function partOf(name: string, { content, contentOffset }: TarMember): Part {
  return { name, offset: contentOffset, bytes: content };
}

type Json = Readonly<Record<string, unknown>>;

function readJson(bytes: Uint8Array): Json {
  const value: unknown = JSON.parse(Buffer.from(bytes).toString());
  if (typeof value !== 'object' || value === null) throw new RangeError('expected a JSON object');
  return value as Json;
}

function readDescriptors(content: Json, key: string): readonly LayoutDescriptor[] {
  const list = content[key];
  if (!Array.isArray(list)) throw new RangeError(`expected a list of "${key}"`);
  return list.map(readDescriptor);
}

function readDescriptor(value: unknown): LayoutDescriptor {
  const descriptor = value as Partial<LayoutDescriptor> | null | undefined;
  if (typeof descriptor?.digest !== 'string') throw new RangeError('expected a descriptor');
  return descriptor as LayoutDescriptor;
}

function namePlatform({ os, architecture }: { os?: unknown; architecture?: unknown }): string {
  return `${String(os)}/${String(architecture)}`;
}
