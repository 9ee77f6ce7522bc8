import type { ServiceFacts } from '../../deployment/service-facts.ts';

/** What the default files of a package are rendered from. */
export interface DefaultFacts {
  readonly service: ServiceFacts;
  readonly version: string;
  /** `Name <address>` */
  readonly maintainer: string;
  /** As in package.json. */
  readonly licence: string;
  /** Time of the sources, seconds since 1970. */
  readonly epochSeconds: number;
}
