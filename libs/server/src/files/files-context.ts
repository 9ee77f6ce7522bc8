import type { AcceptedCodings } from '../http/compression/accepted-codings.ts';
import type { FilesCache } from './create-files-cache.ts';
import type { LogRefusal } from './create-refusal-log.ts';
import type { Root } from './create-root.ts';
import type { OpenSibling } from './create-siblings.ts';
import type { Site } from './create-site.ts';
import type { SendBytes } from './send-bytes.ts';

export interface FilesOptions {
  /** What precedes the paths below the root, such as `/docs`; empty for FILES_ROOT. */
  readonly prefix: string;
  readonly root: Root;
  readonly cache: FilesCache;
  readonly site: Site;
  /** Value of Cache-Control for files. */
  readonly cacheControl: string;
  readonly now: () => Date;
  /** Value of Retry-After if no descriptor is left for a file. */
  readonly retryAfterSeconds: number;
}

/** A directory that is served. */
export type ServedRoot = Pick<FilesOptions, 'prefix' | 'root' | 'cache' | 'site'>;

/** What all requests for files share. */
export interface FilesContext extends FilesOptions {
  readonly codingsOf: (field: string | undefined) => AcceptedCodings;
  readonly openSibling: OpenSibling;
  readonly sendBytes: SendBytes;
  readonly logRefusal: LogRefusal;
}
