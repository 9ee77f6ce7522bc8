import { Fault } from '../../host/faults/fault.ts';

/** The name that an engine gives an image when it loads the archive. */
export interface Reference {
  /** As people write it: `server-scratch:latest`. */
  readonly familiar: string;
  /** In full, as containerd stores it: `docker.io/library/server-scratch:latest`. */
  readonly canonical: string;
  readonly tag: string;
}

const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const REGISTRY = '(?:[a-zA-Z0-9-]+\\.[a-zA-Z0-9.-]+(?::[0-9]+)?|[a-zA-Z0-9-]+:[0-9]+|localhost)';
const REFERENCE = new RegExp(
  `^(?:(?<registry>${REGISTRY})/)?(?<path>${COMPONENT}(?:/${COMPONENT})*)(?::(?<tag>\\w[\\w.-]{0,127}))?$`,
);

/**
 * Parses `[registry/]name[:tag]`. The default tag is `latest`, the default registry Docker Hub.
 *
 * @throws {Fault} `IMAGE_REFERENCE` for anything else, including a digest, which follows from the content.
 * @see https://github.com/distribution/reference/blob/v0.6.0/reference.go (grammar)
 * @see https://github.com/distribution/reference/blob/v0.6.0/normalize.go (defaults)
 */
export function parseReference(text: string): Reference {
  const reference = matchReference(text);
  if (reference === undefined) throw new Fault('IMAGE_REFERENCE', { text });
  return reference;
}

/** Returns undefined where {@link parseReference} throws, for callers whose next step is another one. */
export function matchReference(text: string): Reference | undefined {
  const { registry, path, tag = 'latest' } = REFERENCE.exec(text)?.groups ?? {};
  if (path === undefined) return undefined;
  const name = registry === undefined ? path : `${registry}/${path}`;
  return { familiar: `${name}:${tag}`, canonical: `${canonicalName(registry, path)}:${tag}`, tag };
}

function canonicalName(registry: string | undefined, path: string): string {
  if (registry !== undefined) return `${registry}/${path}`;
  return path.includes('/') ? `docker.io/${path}` : `docker.io/library/${path}`;
}
