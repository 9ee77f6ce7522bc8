/** What a failure tells of itself, where that is more than a word or two: the facts of `fault.ts`. */

export interface ApplicationLow {
  readonly path: string;
  readonly address: number;
  /** The first at which there would be room. */
  readonly lowestAddress: number;
}

export interface ApplicationPages {
  readonly path: string;
  readonly address: number;
  readonly pageBytes: number;
}

export interface WarmUpFailure {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** What the app wrote while it was asked. */
  readonly output: string;
}

export interface DamagedRuntime {
  readonly folder: string;
  /** File of the layer. */
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

export type ElfField = Record<'path' | 'field' | 'found' | 'expected', string>;

export interface ElfTruncation {
  readonly path: string;
  readonly field: string;
  readonly end: number;
  readonly sizeBytes: number;
}

export interface IcuVersion {
  readonly path: string;
  /** The part whose format it is. */
  readonly subject: string;
  readonly found: string;
  readonly expected: string;
}

export interface LibraryDependency {
  readonly name: string;
  /** The file that asks for it. */
  readonly dependent: string;
}

export type LibraryName = Record<'path' | 'soname', string>;

export interface LibraryMachine extends LibraryDependency {
  readonly path: string;
  readonly found: string;
  readonly expected: string;
}

export interface LocaleUnknown {
  readonly path: string;
  readonly locale: string;
  readonly nearest: readonly string[];
}

export interface ManifestField {
  readonly path: string;
  readonly field: string;
  /** As JSON, or `absent`. */
  readonly found: string;
  readonly expected: string;
  readonly example: string;
}

export interface PackageName {
  /** `name@version`. */
  readonly ref: string;
  /** Below the workspace. */
  readonly folder: string;
}

export interface RefusedLicence {
  readonly ref: string;
  readonly licence: string;
  readonly allowed: readonly string[];
}

export interface MissingRelease {
  readonly release: string;
  /** Packages that lack it. */
  readonly missing: readonly string[];
  /** Of the same line, had by all packages. */
  readonly newest: string | undefined;
}

export type Placeholder = Record<'path' | 'placeholder', string>;

export interface ProgramFailure {
  readonly command: string;
  /** null where a signal ended it. */
  readonly status: number | null;
  /** Of its standard error. */
  readonly lastLine: string;
  /** All of its standard error. */
  readonly errors: string;
}
