import type { PlanSizes } from '../../node/self-contained/describe-plan.ts';

/** Measurements of a Node, by a program that runs on it. */
export interface Measures {
  /** `process.versions`: Node and its components. */
  readonly versions: Readonly<Record<string, string | undefined>>;
  /** Sizes of the runtime, without an app. */
  readonly runtime: PlanSizes;
  /** Size of the compressed runtime layer. */
  readonly layerBytes: number;
  /** Size of a host binary. */
  readonly binaryBytes: number;
}

/** What a Node needs from the locked libraries. */
export interface Needs {
  /** Names of the libraries, the dynamic loader first. */
  readonly libraries: readonly string[];
  /** Such as `GLIBC_2.28 of libc.so.6`. */
  readonly symbolVersions: readonly string[];
}

/** The facts about one release. */
export interface NodeFacts {
  readonly release: string;
  readonly measures: Measures;
  /** Needs by processor, in Node's terms. */
  readonly needs: Readonly<Record<string, Needs>>;
  /** Median time of a host binary from exec to its first answer. */
  readonly startMs: number;
}
