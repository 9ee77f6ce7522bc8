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
  readonly probes: Probes | undefined;
  /** Program in the image that exits with 0 if the server is healthy, and its arguments; undefined for none. */
  readonly healthCommand: readonly string[] | undefined;
  readonly stopSignal: string | undefined;
}

/** Requests by HTTP that tell an orchestrator how the program is: paths that one of its ports answers. */
export interface Probes {
  readonly port: number;
  readonly startup: string;
  readonly live: string;
  readonly ready: string;
  /** Variables without which the program does not answer them from outside its container. */
  readonly environment: Readonly<Record<string, string>>;
}

/** A file to deploy by, with its path below the folder `deploy`. */
export interface DeploymentFile {
  readonly path: string;
  readonly text: string;
}

/** Derives the facts from how containers of the program run. */
export function describeService(
  { name, description, probes }: Pick<ServiceFacts, 'name' | 'description' | 'probes'>,
  { user, ports = [], volumes = [], environment = {}, stopSignal, health }: RunOptions,
): ServiceFacts {
  return {
    name,
    description,
    image: `${name}:latest`,
    ports,
    environment,
    user,
    volumes,
    probes,
    healthCommand: health?.command,
    stopSignal,
  };
}
