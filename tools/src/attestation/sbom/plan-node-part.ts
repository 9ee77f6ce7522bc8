import type { Arch } from '../../formats/processor.ts';
import type { NodeOrigin } from '../../node/archive/node-origin.ts';
import type { SbomPart } from './sbom-part.ts';
import { renderPurl } from './render-purl.ts';

/** The property with the day of the release, `YYYY-MM-DD`; a program reads it from its own SBOM. */
export const NODE_RELEASED = 'tscratch:node:released';

/** The Node of the lock files. */
export interface LockedNode {
  readonly origin: NodeOrigin;
  /** `process.versions` of that Node: the same for every processor. */
  readonly versions: Readonly<Record<string, string | undefined>>;
}

/** Facts about a part that `process.versions` does not contain. */
interface NodePart {
  /** Licence according to Node's LICENSE; none for public domain without a text. */
  readonly licence?: string;
  readonly type?: 'data';
  /** Set if it is also an npm package. */
  readonly isOnNpm?: true;
  /** Vendor and product in the National Vulnerability Database, if established there. */
  readonly cpe?: readonly [vendor: string, product: string];
}

/** The components of Node; a test checks that every name of `process.versions` is here or in `NO_PARTS`. */
export const NODE_PARTS: Readonly<Record<string, NodePart>> = {
  acorn: { licence: 'MIT', isOnNpm: true },
  ada: { licence: 'MIT' },
  amaro: { licence: 'MIT', isOnNpm: true },
  ares: { licence: 'MIT' },
  brotli: { licence: 'MIT' },
  cldr: { licence: 'Unicode-3.0', type: 'data' },
  icu: { licence: 'Unicode-3.0' },
  libffi: { licence: 'MIT' },
  lief: { licence: 'Apache-2.0' },
  llhttp: { licence: 'MIT' },
  merve: { licence: 'MIT' },
  nbytes: { licence: 'MIT' },
  ncrypto: { licence: 'MIT' },
  nghttp2: { licence: 'MIT', cpe: ['nghttp2', 'nghttp2'] },
  nghttp3: { licence: 'MIT' },
  ngtcp2: { licence: 'MIT' },
  openssl: { licence: 'Apache-2.0', cpe: ['openssl', 'openssl'] },
  simdjson: { licence: 'Apache-2.0' },
  simdutf: { licence: 'MIT' },
  sqlite: { licence: 'blessing', cpe: ['sqlite', 'sqlite'] },
  tz: { type: 'data' },
  undici: { licence: 'MIT', isOnNpm: true },
  uv: { licence: 'MIT', cpe: ['libuv', 'libuv'] },
  uvwasi: { licence: 'MIT' },
  v8: { licence: 'BSD-3-Clause' },
  zlib: { licence: 'Zlib' },
  zstd: { licence: 'BSD-3-Clause' },
};

/** Names of `process.versions` that are not components: Node itself, two interface versions, a standard. */
export const NO_PARTS: readonly string[] = ['node', 'modules', 'napi', 'unicode'];

/**
 * Plans the part for Node, with its components inside.
 *
 * @param libraries Refs of the shared libraries that Node needs.
 */
export function planNodePart(node: LockedNode, arch: Arch, libraries: readonly string[]): SbomPart {
  const { version, released } = node.origin;
  const parts = Object.entries(node.versions)
    // An empty version means that this build of Node lacks the component.
    .filter(([part, found]) => found !== undefined && found !== '' && !NO_PARTS.includes(part))
    .map(([part, found = '']) => planPart(part, found));
  return {
    // The same for both sources, so that only the entries that name the source depend on it.
    ref: `node-linux-${arch}@${version}`,
    type: 'platform',
    name: 'node',
    version,
    licence: 'MIT',
    ...describeOrigin(node.origin),
    cpe: renderCpe(['nodejs', 'node.js'], version),
    properties: { [NODE_RELEASED]: released },
    parts,
    dependsOn: [...parts.map(({ ref }) => ref), ...libraries],
  };
}

/** Describes the source of a Node: its package URL and the digest of its archive. */
function describeOrigin(origin: NodeOrigin): Pick<SbomPart, 'purl' | 'hashes'> {
  const { name, version } = origin;
  return origin.source === 'npm'
    ? { purl: renderPurl({ type: 'npm', name, version }), hashes: { 'SHA-512': origin.sha512 } }
    : { purl: renderArchivePurl(origin), hashes: { 'SHA-256': origin.sha256 } };
}

/**
 * Renders the package URL of an official archive.
 *
 * @see https://github.com/package-url/purl-spec/blob/main/PURL-SPECIFICATION.rst "Known qualifiers"
 */
export function renderArchivePurl({
  name,
  version,
  sha256,
}: Extract<NodeOrigin, { source: 'archive' }>): string {
  const qualifiers = { checksum: `sha256:${sha256}`, file_name: name };
  return renderPurl({ type: 'generic', name: 'node', version, qualifiers });
}

function planPart(name: string, version: string): SbomPart {
  const { licence, type = 'library', isOnNpm, cpe } = NODE_PARTS[name] ?? {};
  return {
    ref: `node/${name}@${version}`,
    type,
    name,
    version,
    licence,
    purl: renderPurl({ type: isOnNpm ? 'npm' : 'generic', name, version }),
    cpe: cpe && renderCpe(cpe, version),
  };
}

/** @see https://doi.org/10.6028/NIST.IR.7695 (Common Platform Enumeration: Naming, 2.3) */
function renderCpe([vendor, product]: readonly [string, string], version: string): string {
  return `cpe:2.3:a:${vendor}:${product}:${version}:*:*:*:*:*:*:*`;
}
