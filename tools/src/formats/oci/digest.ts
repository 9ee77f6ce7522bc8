import { createHash } from 'node:crypto';

/**
 * The SHA-256 of content: the algorithm, a colon, 64 lower-case hexadecimal digits.
 *
 * @see https://github.com/opencontainers/image-spec/blob/v1.1.0/descriptor.md#digests
 */
export type Digest = `sha256:${string}`;

export function digestOf(content: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}
