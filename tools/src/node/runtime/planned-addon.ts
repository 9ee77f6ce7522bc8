/** A shared object among the files of an app, and the memory file that holds it in a host binary. */
export interface PlannedObject {
  /** Path below the folder of the app. */
  readonly path: string;
  /** Name of the empty memory file that the stub makes for it. */
  readonly memoryFile: string;
}

/** A native addon among the files of an app. */
export interface PlannedAddon extends PlannedObject {
  /** Libraries of the app that it needs, each after those that it needs itself. */
  readonly libraries: readonly PlannedObject[];
}
