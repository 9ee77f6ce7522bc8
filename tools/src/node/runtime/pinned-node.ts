/** The official Node of the lock file: an npm package like any other, checked by its integrity hash. */
export interface PinnedNode {
  /** Material to build on, not a program to run: that would ask the machine for libraries. */
  readonly path: string;
  readonly version: string;
}
