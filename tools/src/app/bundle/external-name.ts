/** A package that an app declares as external. */
export interface ExternalName {
  /** Name of a package, or `@scope/*`. */
  readonly name: string;
  /** Path of the file that declares it, relative to the workspace. */
  readonly declaredIn: string;
}
