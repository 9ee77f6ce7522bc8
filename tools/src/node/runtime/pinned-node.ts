/** The official Node of the lock files: of an npm package or an official archive, checked by its digest. */
export interface PinnedNode {
  /** Path of the binary. It is input for a build, not a program to run: it would need libraries of the machine. */
  readonly path: string;
  readonly version: string;
}
