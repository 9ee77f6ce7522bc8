import { findCertificateError } from './certificate-error.ts';
import { isLoopback, type ImageName } from './image-name.ts';

/**
 * Finds where a registry answers: with TLS, except one on loopback that has none. It is the order of engines.
 *
 * @see https://docs.docker.com/reference/cli/dockerd/#insecure-registries
 */
export async function findOrigin({
  registry,
  origin,
}: Pick<ImageName, 'registry' | 'origin'>): Promise<string> {
  if (!isLoopback(registry)) return origin;
  const secure = `https://${registry}`;
  try {
    const response = await fetch(`${secure}/v2/`);
    await response.body?.cancel();
    return secure;
  } catch (error) {
    const hasTls = error instanceof Error && findCertificateError(error) !== undefined;
    return hasTls ? secure : origin; // never without TLS because of a wrong certificate
  }
}
