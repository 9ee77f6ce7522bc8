import type { RunOptions } from '../image/parse-run-options.ts';

/** What a file for a service manager or orchestrator needs to know of a program. */
export interface ServiceFacts {
  /** Name of the program, its unit and its image. */
  readonly name: string;
  /** One line. */
  readonly description: string;
  /** `[registry/]name[:tag]` */
  readonly image: string;
  /** TCP ports, that of the application first. */
  readonly ports: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
  /** Numeric `uid:gid`. */
  readonly user: string;
  /** Absolute paths of folders that stay writable. */
  readonly volumes: readonly string[];
  /** Path that the first port answers if the program is healthy; undefined for none. */
  readonly healthPath: string | undefined;
  readonly stopSignal: string | undefined;
}

/** A file to deploy by, with its path below the folder `deploy`. */
export interface DeploymentFile {
  readonly path: string;
  readonly text: string;
}

/** Derives the facts from how containers of the program run. */
export function describeService(
  { name, description, healthPath }: Pick<ServiceFacts, 'name' | 'description' | 'healthPath'>,
  { user, ports = [], volumes = [], environment = {}, stopSignal }: RunOptions,
): ServiceFacts {
  const image = `${name}:latest`;
  return { name, description, image, ports, environment, user, volumes, healthPath, stopSignal };
}
