import type { PlanSizes } from '../../node/self-contained/describe-plan.ts';

/** What is measured of a Node by a program that runs on it. */
export interface Measures {
  /** Of Node and all that it holds, as `process.versions`. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Of the runtime, which holds no app. */
  readonly runtime: PlanSizes;
  /** Of the runtime layer of an image, compressed. */
  readonly layerBytes: number;
  /** Of a host binary. */
  readonly binaryBytes: number;
}

/** What a Node asks of its surroundings, which are the locked libraries. */
export interface Needs {
  /** Names of the libraries, the dynamic loader first. */
  readonly libraries: readonly string[];
  /** Such as `GLIBC_2.28 of libc.so.6`. */
  readonly symbolVersions: readonly string[];
}

/** All about one release. */
export interface NodeFacts {
  readonly release: string;
  readonly measures: Measures;
  /** By processor, as Node names them. */
  readonly needs: Readonly<Record<string, Needs>>;
  /** Median time of a host binary from exec to its first answer. */
  readonly startMs: number;
}
