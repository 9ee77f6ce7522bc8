import type { Architecture } from '../processor.ts';
import type { LayerFacts } from './layer.ts';

/** The metadata of an image, and how to run it. */
export interface ImageDescription {
  readonly architecture: Architecture;
  /** Seconds since 1970-01-01; the only time in an image. */
  readonly createdSeconds: number;
  /** Numeric `uid:gid`: a scratch image has no passwd to look a name up in. */
  readonly user: string;
  readonly entrypoint: readonly string[];
  readonly tcpPorts: readonly number[];
  /** Folders that an engine stores separately; they stay writable under a read-only root. */
  readonly volumes: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Signal that stops a container; undefined for SIGTERM. */
  readonly stopSignal?: string | undefined;
  /** Undefined for an image without one. */
  readonly healthcheck?: Healthcheck | undefined;
  /** Annotations of the manifest and, since Docker shows only those, labels of the configuration. */
  readonly labels: Readonly<Record<string, string>>;
}

/**
 * How Docker checks the health of a container; engines that follow only the OCI ignore it.
 *
 * @see https://github.com/moby/docker-image-spec/blob/v1.3.1/specs-go/v1/image.go HealthcheckConfig
 */
export interface Healthcheck {
  readonly command: readonly string[];
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  /** Failures in a row after which the container is unhealthy. */
  readonly retries: number;
}

/** A layer and its line of `docker history`. */
export interface DescribedLayer extends LayerFacts {
  /** The command that made it. */
  readonly createdBy: string;
  /** Its content. */
  readonly comment: string;
}
