/** The official Node of the lock file: an npm package like any other, checked by its integrity. */
export interface PinnedNode {
  /** Path of the binary. It is input for a build, not a program to run: it would need libraries of the machine. */
  readonly path: string;
  readonly version: string;
}
