/** Types of the facts that faults carry, if there are more than one or two: see `fault.ts`. */

export interface AddonLibrary {
  /** Path of the file that needs it, and of the addon that this file belongs to; both in the app. */
  readonly path: string;
  readonly addon: string;
  readonly library: string;
}

export interface AddonPlatform {
  readonly package: string;
  /** Such as `linux-arm64`. */
  readonly platform: string;
  /** Packages to install, `name@version`; none if the package has no package for each platform. */
  readonly packages: readonly string[];
}

export interface ApplicationLow {
  readonly path: string;
  readonly address: number;
  /** The lowest address that would leave enough room. */
  readonly lowestAddress: number;
}

export interface ApplicationPages {
  readonly path: string;
  readonly address: number;
  readonly pageBytes: number;
}

export interface ConfigurationMistakes {
  readonly mistakes: readonly Record<'path' | 'field' | 'found' | 'expected', string>[];
}

export interface WarmUpFailure {
  readonly path: string;
  readonly expected: string;
  readonly found: string;
  /** What the app wrote to its standard streams. */
  readonly output: string;
}

export interface DamagedRuntime {
  readonly folder: string;
  /** Name of the layer's file. */
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
  /** The part that has the format. */
  readonly subject: string;
  readonly found: string;
  readonly expected: string;
}

export interface LibraryDependency {
  readonly name: string;
  /** Path of the file that needs it. */
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

export interface NativeAddon {
  readonly path: string;
  /** Name of the package that contains it; undefined outside `node_modules`. */
  readonly package: string | undefined;
}

export interface OtherArchive {
  readonly path: string;
  readonly found: ArchiveContent;
  /** What the lock says. */
  readonly expected: ArchiveContent;
}

interface ArchiveContent {
  readonly version: string;
  readonly arch: string;
}

export interface PackageName {
  /** `name@version`. */
  readonly ref: string;
  /** Path below the workspace. */
  readonly folder: string;
  /** Name of the lock file, and the package manager that writes it. */
  readonly lock: string;
  readonly manager: string;
}

export interface RefusedLicences {
  /** One line for each package. */
  readonly problems: readonly string[];
  /** SPDX identifiers, and what else the app allows. */
  readonly allowed: readonly string[];
}

export interface MissingRelease {
  readonly release: string;
  /** Packages that lack it. */
  readonly missing: readonly string[];
  /** Newest release of the same major version that all packages have. */
  readonly newest: string | undefined;
}

export interface OpenAdvisories {
  readonly version: string;
  /** How many are High or Critical. */
  readonly count: number;
  /** Oldest release that fixes them all. */
  readonly fixedIn: string;
}

export type Placeholder = Record<'path' | 'placeholder', string>;

export interface ProgramFailure {
  readonly command: string;
  /** null if a signal ended the program. */
  readonly status: number | null;
  /** Last line of its standard error. */
  readonly lastLine: string;
  /** Its whole standard error. */
  readonly errors: string;
}

export interface BuiltMain {
  readonly target: string;
  /** Paths that were looked for, the likeliest first. */
  readonly candidates: readonly string[];
}

export interface FailedBundle {
  readonly main: string;
  /** What esbuild and its plugins say. */
  readonly problems: readonly string[];
}

export interface UnknownPlatform {
  readonly text: string;
  readonly nearest: string;
  readonly known: readonly string[];
}

export interface UnknownTarget {
  readonly name: string;
  readonly target: string;
  readonly known: readonly string[];
}

/** A ready folder that is the program. */
export type Tree = Record<'folder' | 'main' | 'declaredIn', string>;

/** A package, by its folder, and one of its addons. */
export type TreeAddon = Record<'path' | 'owner' | 'declaredIn', string>;

export type TreeSize = Record<'folder' | 'declaredIn' | 'found' | 'expected' | 'largest', string>;
