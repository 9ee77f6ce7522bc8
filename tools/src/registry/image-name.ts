import { matchReference } from '../formats/oci/reference.ts';
import type { Digest } from '../formats/oci/digest.ts';
import { Fault } from '../host/faults/fault.ts';

/** An image in a registry. */
export interface ImageName {
  /** As in the configuration of Docker: `registry.example.org`, `docker.io`. */
  readonly registry: string;
  /** Where the registry answers, such as `https://registry.example.org`; without TLS on loopback. */
  readonly origin: string;
  /** Path without registry, tag and digest: `library/shop`. */
  readonly repository: string;
  /** Undefined for a name by digest. */
  readonly tag: string | undefined;
  readonly digest: Digest | undefined;
}

const DIGEST = /^sha256:[0-9a-f]{64}$/;

export function isDigest(text: unknown): text is Digest {
  return typeof text === 'string' && DIGEST.test(text);
}

/** Tells the full name of an image in a registry, with tag or digest, from the path of a file. */
export function isImageName(text: string): boolean {
  return text.includes('@sha256:') || matchReference(text)?.canonical === text;
}

/** Addresses that never leave this machine; engines, too, ask them without TLS if they have none. */
const LOOPBACK = /^(?:localhost|127(?:\.\d+){3})(?::\d+)?$/;

/** Tells whether a host, with or without a port, is this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** The registry of the name `docker.io` answers at another host. */
const DOCKER_HUB = 'registry-1.docker.io';

/**
 * Parses `[registry/]repository[:tag]` or `[registry/]repository@sha256:...`.
 *
 * @throws {Fault} `IMAGE_NAME`, `IMAGE_DIGEST`.
 */
export function parseImageName(text: string): ImageName {
  const [name = '', digest] = text.split('@', 2);
  if (digest !== undefined && !isDigest(digest)) throw new Fault('IMAGE_DIGEST', { text });
  const reference = matchReference(name);
  if (reference === undefined) throw new Fault('IMAGE_NAME', { text });
  const { canonical, tag } = reference;
  const path = canonical.slice(0, -tag.length - 1);
  const registry = path.slice(0, path.indexOf('/'));
  const host = registry === 'docker.io' ? DOCKER_HUB : registry;
  return {
    registry,
    origin: `${isLoopback(registry) ? 'http' : 'https'}://${host}`,
    repository: path.slice(registry.length + 1),
    tag: digest === undefined ? tag : undefined,
    digest,
  };
}
